package io.kerground.benchmarks;

import java.time.Duration;
import java.util.Locale;

/**
 * How much is done for one figure.
 */
enum Size {

	/** Proves that everything runs; its figures mean nothing. */
	SMOKE(50, Duration.ofMillis(20), Duration.ofMillis(50), 5, 1),

	/** A first look. */
	QUICK(50_000, Duration.ofSeconds(1), Duration.ofSeconds(1), 500, 1),

	/** What the documentation quotes. */
	STANDARD(200_000, Duration.ofSeconds(2), Duration.ofSeconds(2), 2000, 3),

	/** Takes its time. */
	FULL(500_000, Duration.ofSeconds(5), Duration.ofSeconds(5), 5000, 5);

	private final int tasks;

	private final Duration warmUp;

	private final Duration time;

	private final int samples;

	private final int rounds;

	Size(int tasks, Duration warmUp, Duration time, int samples, int rounds) {
		this.tasks = tasks;
		this.warmUp = warmUp;
		this.time = time;
		this.samples = samples;
		this.rounds = rounds;
	}

	/**
	 * Returns how many stored tasks the fastest systems work off.
	 */
	int tasks() {
		return this.tasks;
	}

	Duration warmUp() {
		return this.warmUp;
	}

	Duration time() {
		return this.time;
	}

	/**
	 * Returns how many single sends the latency is taken from.
	 */
	int samples() {
		return this.samples;
	}

	int rounds() {
		return this.rounds;
	}

	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}

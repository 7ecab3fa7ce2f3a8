package io.kerground.benchmarks;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * How much is done for one figure.
 */
enum Size {

	/** Proves that everything runs; its figures mean nothing. */
	SMOKE(50, Duration.ofMillis(20), Duration.ofMillis(50), 8, 1, 2000),

	/** A first look. */
	QUICK(50_000, Duration.ofSeconds(1), Duration.ofSeconds(1), 500, 1, 100_000),

	/** What the documentation quotes. */
	STANDARD(200_000, Duration.ofSeconds(2), Duration.ofSeconds(2), 2000, 3, 1_000_000),

	/** Takes its time. */
	FULL(500_000, Duration.ofSeconds(5), Duration.ofSeconds(5), 5000, 5, 10_000_000);

	private final int tasks;

	private final Duration warmUp;

	private final Duration time;

	private final int samples;

	private final int rounds;

	private final long largest;

	Size(int tasks, Duration warmUp, Duration time, int samples, int rounds, long largest) {
		this.tasks = tasks;
		this.warmUp = warmUp;
		this.time = time;
		this.samples = samples;
		this.rounds = rounds;
		this.largest = largest;
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

	/**
	 * Returns how many tasks the largest store holds.
	 */
	long largest() {
		return this.largest;
	}

	/**
	 * Returns the numbers of tasks in stores from a smallest to the largest.
	 */
	long[] upTo(long smallest) {
		return LongStream.of(smallest, 100_000, 1_000_000, 10_000_000)
			.filter((tasks) -> tasks <= this.largest)
			.toArray();
	}

	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}

package io.kerground.benchmarks;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * How much is done for one figure.
 */
enum Size {

	/** Proves that everything runs; its figures mean nothing. */
	SMOKE(50, 20, 50, 8, 1, 2000),

	/** A first look. */
	QUICK(50_000, 10_000, 1000, 500, 1, 100_000),

	/** What the documentation quotes. */
	STANDARD(200_000, 40_000, 2000, 1000, 3, 1_000_000),

	/** Takes its time. */
	FULL(500_000, 60_000, 5000, 5000, 5, 10_000_000);

	private final int tasks;

	private final int warmUpMillis;

	private final int millis;

	private final int samples;

	private final int rounds;

	private final long largest;

	Size(int tasks, int warmUpMillis, int millis, int samples, int rounds, long largest) {
		this.tasks = tasks;
		this.warmUpMillis = warmUpMillis;
		this.millis = millis;
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

	/**
	 * Begins a warm-up, which takes seconds for what the compiler knows already.
	 */
	WarmUp warmUp() {
		return WarmUp.begin(Duration.ofMillis(this.warmUpMillis));
	}

	Duration time() {
		return Duration.ofMillis(this.millis);
	}

	/**
	 * Returns how many single sends the latency is taken from.
	 */
	int samples() {
		return this.samples;
	}

	/**
	 * Returns how often Kerground and the floor are measured.
	 */
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

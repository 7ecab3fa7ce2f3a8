package io.kerground.benchmarks;

import java.util.Arrays;

/**
 * Durations of single events.
 */
final class Percentiles {

	private static final double HALF = 0.5;

	private static final double MOST = 0.99;

	private final long[] nanos;

	private int size;

	Percentiles(int capacity) {
		this.nanos = new long[capacity];
	}

	void add(long duration) {
		this.nanos[this.size++] = duration;
	}

	private long at(double part) {
		long[] sorted = Arrays.copyOf(this.nanos, this.size);
		Arrays.sort(sorted);
		return sorted[Math.min(this.size - 1, (int) (this.size * part))];
	}

	/**
	 * Adds the median and the 99th percentile.
	 */
	void tell(String row, Figures figures) {
		tellMedian(row, figures);
		figures.nanos(row + ", p99", (double) at(MOST));
	}

	void tellMedian(String row, Figures figures) {
		figures.nanos(row + ", p50", (double) at(HALF));
	}

}

package io.kerground.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts of durations in buckets that grow with them: eight for each doubling, from 64
 * microseconds to some hours. Safe for use by several threads.
 */
final class DurationHistogram {

	private static final int UNIT_BITS = 16;

	private static final int SUB_BITS = 3;

	private static final int SUBS = 1 << SUB_BITS;

	private static final int GREATEST_EXPONENT = 30;

	private static final int BUCKETS = (GREATEST_EXPONENT - SUB_BITS + 2) * SUBS;

	private final AtomicIntegerArray counts = new AtomicIntegerArray(BUCKETS);

	void add(long nanos) {
		this.counts.incrementAndGet(bucket(nanos));
	}

	void add(DurationHistogram other) {
		for (int i = 0; i < BUCKETS; i++) {
			int count = other.counts.get(i);
			if (count != 0) {
				this.counts.addAndGet(i, count);
			}
		}
	}

	static int bucket(long nanos) {
		long value = Math.max(0, nanos) >> UNIT_BITS;
		if (value < SUBS) {
			return (int) value;
		}
		int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
		if (exponent > GREATEST_EXPONENT) {
			return BUCKETS - 1;
		}
		int sub = (int) (value >> (exponent - SUB_BITS)) & (SUBS - 1);
		return (exponent - SUB_BITS + 1) * SUBS + sub;
	}

	/**
	 * Returns the middle of a bucket in nanoseconds.
	 */
	static long middle(int bucket) {
		if (bucket < SUBS) {
			return ((long) bucket << UNIT_BITS) + (1L << (UNIT_BITS - 1));
		}
		int shift = bucket / SUBS - 1 + UNIT_BITS;
		long low = (long) (SUBS + bucket % SUBS) << shift;
		return low + (1L << (shift - 1));
	}

	TaskWindow.Percentiles percentiles() {
		long all = 0;
		for (int i = 0; i < BUCKETS; i++) {
			all += this.counts.get(i);
		}
		return new TaskWindow.Percentiles(all, percentile(all, 0.5), percentile(all, 0.95), percentile(all, 0.99));
	}

	private Duration percentile(long all, double share) {
		long wanted = (long) Math.ceil(all * share);
		long seen = 0;
		for (int i = 0; i < BUCKETS && wanted > 0; i++) {
			seen += this.counts.get(i);
			if (seen >= wanted) {
				return Duration.ofNanos(middle(i));
			}
		}
		return Duration.ZERO;
	}

}

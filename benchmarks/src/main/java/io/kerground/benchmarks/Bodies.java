package io.kerground.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * Counts the bodies that have run in this process, whichever library ran them. Static,
 * because some libraries make the objects they call by themselves.
 */
final class Bodies {

	private static final LongAdder ran = new LongAdder();

	private static final AtomicLong firstAt = new AtomicLong();

	private static volatile @Nullable AtomicLongArray startedAt;

	private Bodies() {
	}

	/**
	 * The body of every task.
	 */
	static void run(long number, String text) {
		if (text.isEmpty()) {
			throw new IllegalArgumentException("A task came without its text");
		}
		AtomicLongArray starts = startedAt;
		if (starts != null) {
			starts.set((int) number, System.nanoTime());
		}
		if (firstAt.get() == 0) {
			firstAt.compareAndSet(0, System.nanoTime());
		}
		ran.increment();
	}

	/**
	 * Begins to count anew; no body may run.
	 */
	static void reset() {
		ran.reset();
		firstAt.set(0);
		startedAt = null;
	}

	/**
	 * Begins to count anew and notes when each task starts.
	 * @param tasks how many tasks there will be, numbered from 0
	 */
	static void resetNoting(int tasks) {
		reset();
		startedAt = new AtomicLongArray(tasks);
	}

	/**
	 * Returns when a noted task started, in nanoseconds, or 0.
	 */
	static long startOf(int number) {
		AtomicLongArray starts = startedAt;
		return (starts != null) ? starts.get(number) : 0;
	}

	static long ran() {
		return ran.sum();
	}

	/**
	 * Returns when the first body started, in nanoseconds, or 0.
	 */
	static long firstAt() {
		return firstAt.get();
	}

}

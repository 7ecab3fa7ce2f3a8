package io.kerground.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for facts.
 */
final class Waits {

	private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(4);

	private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

	private Waits() {
	}

	/**
	 * Waits until something is so.
	 * @throws IllegalStateException if it is not so after some minutes
	 */
	static void until(String what, BooleanSupplier fact) {
		long begun = System.nanoTime();
		while (!fact.getAsBoolean()) {
			if (System.nanoTime() - begun > PATIENCE_NANOS) {
				throw new IllegalStateException("Waited in vain until " + what);
			}
			LockSupport.parkNanos(LOOK_NANOS);
		}
	}

	/**
	 * Lets some time pass.
	 */
	static void pass(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	/**
	 * Waits until that many bodies have run and the store says that all tasks have
	 * finished.
	 */
	static void untilFinished(TaskSystem system, long tasks) {
		until(tasks + " bodies have run", () -> Bodies.ran() >= tasks);
		until("the store says that all have finished", () -> system.unfinished() == 0);
		if (Bodies.ran() != tasks) {
			throw new IllegalStateException(Bodies.ran() + " bodies have run instead of " + tasks);
		}
	}

}

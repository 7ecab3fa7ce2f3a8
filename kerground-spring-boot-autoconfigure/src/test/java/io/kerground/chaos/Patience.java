package io.kerground.chaos;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.awaitility.Awaitility.await;

/**
 * Waits for facts, and for random moments.
 */
final class Patience {

	private static final Duration LOOK = Duration.ofMillis(5);

	private Patience() {
	}

	static void until(String fact, Duration atMost, Callable<Boolean> condition) {
		await(fact).atMost(atMost).pollDelay(Duration.ZERO).pollInterval(LOOK).until(condition);
	}

	/**
	 * Lets some time pass: a moment at which something is killed has to be random.
	 */
	static void pass(long millis) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

}

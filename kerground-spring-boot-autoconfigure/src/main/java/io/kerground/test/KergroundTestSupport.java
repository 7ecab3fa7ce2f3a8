package io.kerground.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.kerground.core.KergroundOperations;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;

/**
 * What tests of an application need. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class KergroundTestSupport {

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final KergroundOperations operations;

	private final TaskClock clock = TaskClock.system();

	/**
	 * Creates the support.
	 * @param operations the template of the application
	 */
	public KergroundTestSupport(KergroundOperations operations) {
		this.operations = operations;
	}

	/**
	 * Waits until no task runs or is due, so that everything that was sent has had its
	 * effect, and so have the tasks that follow from it. Tasks that are due later are not
	 * waited for, nor are retries after a pause.
	 * @param timeout the longest wait
	 * @throws IllegalStateException if tasks still run or wait then, for example because
	 * no worker knows them
	 */
	public void drain(Duration timeout) {
		long end = this.clock.nanos() + timeout.toNanos();
		while (!isQuiet()) {
			if (this.clock.nanos() - end >= 0) {
				TaskStats stats = this.operations.stats();
				throw new IllegalStateException(
						"After " + timeout + " there are still " + stats.count(TaskStatus.RUNNING) + " running and "
								+ stats.count(TaskStatus.PENDING) + " pending tasks: " + stats.byTask());
			}
			LockSupport.parkNanos(this, PAUSE_NANOS);
		}
	}

	private boolean isQuiet() {
		// two looks, because a task may move between the parts of one
		TaskStats first = this.operations.stats();
		TaskStats second = this.operations.stats();
		return isQuiet(first) && isQuiet(second);
	}

	private static boolean isQuiet(TaskStats stats) {
		return stats.count(TaskStatus.RUNNING) == 0 && stats.oldestReadyAge() == null;
	}

}

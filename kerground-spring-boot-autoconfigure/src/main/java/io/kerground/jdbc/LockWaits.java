package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import io.kerground.core.TaskClock;

/**
 * Waits for locks of other processes in short random pauses, since the waiting of a
 * database may starve the polite one. Used on the writer's thread.
 */
final class LockWaits {

	private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long POLITE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

	/** With longer pauses each time, up to half a second. */
	static final int MAX_COLLISIONS = 8;

	private final TaskClock clock;

	private long waitedAt;

	LockWaits(TaskClock clock) {
		this.clock = clock;
		this.waitedAt = clock.nanos() - MEMORY_NANOS;
	}

	/**
	 * Begins a transaction as soon as no other process has the lock.
	 * @param patience how many nanoseconds to wait at most
	 */
	void begin(WriterSession session, boolean durable, LongSupplier patience) throws SQLException {
		long begun = this.clock.nanos();
		while (true) {
			try {
				session.begin(durable, this.clock.millis());
				return;
			}
			catch (SQLException ex) {
				if (!session.dialect().isBusy(ex) || this.clock.nanos() - begun >= patience.getAsLong()) {
					throw ex;
				}
				this.waitedAt = this.clock.nanos();
				LockSupport.parkNanos(this,
						TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextLong(50, 500)));
			}
		}
	}

	/**
	 * Lets others come in after a commit, if any were seen lately.
	 */
	void beNice() {
		if (this.clock.nanos() - this.waitedAt < MEMORY_NANOS) {
			LockSupport.parkNanos(this, POLITE_NANOS);
		}
	}

	/**
	 * Pauses after a group came into the way of another node.
	 * @param collisions how often that happened to it before
	 */
	void pauseAfterCollision(int collisions) {
		LockSupport.parkNanos(this,
				ThreadLocalRandom.current().nextLong(1, MEMORY_NANOS >> (MAX_COLLISIONS + 1 - collisions)));
	}

}

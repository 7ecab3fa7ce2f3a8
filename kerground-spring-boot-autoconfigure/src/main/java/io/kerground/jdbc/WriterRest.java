package io.kerground.jdbc;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Where the writer's thread rests between two groups of writes, and how it is woken.
 */
final class WriterRest {

	/*
	 * Whoever was just answered often sends again at once. If the writer went on with the
	 * first of them, the others would have to wait for the next group, and there would be
	 * two syncs where one is enough. So after a group that was synced and answered
	 * several callers it rests a little, until as many have sent again, at most for a
	 * part of what the group took. Without a sync the rest would cost more than it saves.
	 * Who sends alone is never kept waiting.
	 */

	private static final int SEVERAL = 2;

	private static final long MAX_GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private static final int GATHERING_SHARE = 2;

	private final WriteQueue queue;

	private volatile @Nullable Thread thread;

	private volatile boolean idle;

	/** How many sends end a rest; none does while this is 0. */
	private volatile int wanted;

	WriterRest(WriteQueue queue) {
		this.queue = queue;
	}

	/**
	 * Notes which thread rests.
	 */
	Thread use(Thread thread) {
		this.thread = thread;
		return thread;
	}

	/**
	 * Returns the thread that rests, or null before it was started.
	 */
	@Nullable Thread thread() {
		return this.thread;
	}

	/**
	 * Ends the rest of a writer that has nothing to do.
	 */
	void wake() {
		if (this.idle) {
			this.idle = false;
			LockSupport.unpark(this.thread);
		}
	}

	/**
	 * Ends a rest because a task was sent.
	 */
	void wakeForSend() {
		int enough = this.wanted;
		if (enough > 0 && this.queue.sends() >= enough) {
			this.wanted = 0;
			LockSupport.unpark(this.thread);
		}
		else {
			wake();
		}
	}

	/**
	 * Rests until something comes.
	 * @param waiting whether there is nothing to do
	 * @param rest what to do then
	 */
	void rest(BooleanSupplier waiting, Runnable rest) {
		this.idle = true;
		if (waiting.getAsBoolean()) {
			rest.run();
		}
		this.idle = false;
	}

	/**
	 * Rests until those who were just answered have sent again, or a little time has
	 * passed.
	 * @param answered how many callers there were
	 * @param nanos how long their group took
	 */
	void gather(int answered, long nanos) {
		if (answered < SEVERAL) {
			return;
		}
		this.wanted = answered;
		if (this.queue.sends() < answered) {
			LockSupport.parkNanos(this, Math.min(MAX_GATHERING_NANOS, nanos / GATHERING_SHARE));
		}
		this.wanted = 0;
	}

}

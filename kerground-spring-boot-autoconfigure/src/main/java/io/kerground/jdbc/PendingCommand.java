package io.kerground.jdbc;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.kerground.core.KergroundException;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import org.jspecify.annotations.Nullable;

/**
 * Something that a caller wants written and waits for.
 *
 * @param <T> the answer
 */
abstract class PendingCommand<T extends @Nullable Object> {

	/**
	 * A caller looks so often whether it was answered, in case that nobody could wake it.
	 */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final AtomicReference<@Nullable Answer<T>> answer = new AtomicReference<>();

	/**
	 * Guarded by this: whether the writer has begun with it, or its caller has left.
	 */
	private boolean taken;

	private volatile @Nullable Thread caller;

	/** Set before the answer, and read after it. */
	private @Nullable WakeTree tree;

	private int place;

	/**
	 * Lets the writer begin, unless the caller does not wait any more.
	 */
	synchronized boolean take() {
		boolean first = !this.taken;
		this.taken = true;
		return first;
	}

	/**
	 * Answers and wakes the caller, unless it was answered before.
	 */
	void fail(RuntimeException ex) {
		answer(new Answer<>(null, ex, false));
	}

	/**
	 * Answers and wakes the caller, unless it was answered before.
	 */
	void complete(T result) {
		answer(new Answer<>(result, null, false));
	}

	private void answer(Answer<T> given) {
		if (this.answer.compareAndSet(null, given)) {
			wake();
		}
	}

	/**
	 * Answers without waking the caller, which wakes others after it was woken.
	 */
	void complete(T result, WakeTree tree, int place) {
		this.tree = tree;
		this.place = place;
		this.answer.compareAndSet(null, new Answer<>(result, null, false));
	}

	/**
	 * Wakes the caller of a command that was answered.
	 * @return false if it has left before, so that it wakes nobody
	 */
	boolean wake() {
		Answer<T> given = this.answer.get();
		LockSupport.unpark(this.caller);
		return given == null || !given.left();
	}

	/**
	 * Waits for the answer; an interrupt does not end the wait and is kept.
	 */
	T await(Duration timeout, TaskClock clock) {
		long end = clock.nanos() + timeout.toNanos();
		boolean interrupted = false;
		this.caller = Thread.currentThread();
		try {
			Answer<T> given = this.answer.get();
			while (given == null) {
				long left = end - clock.nanos();
				if (left <= 0) {
					leave(timeout);
				}
				else {
					LockSupport.parkNanos(this, Math.min(left, LOOK_NANOS));
					interrupted |= Thread.interrupted();
				}
				given = this.answer.get();
			}
			if (this.tree != null) {
				this.tree.wakeBelow(this.place);
			}
			return given.get();
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Ends the wait unless the answer came just now.
	 */
	private void leave(Duration timeout) {
		if (take()) {
			throw new StoreException("The task store did not begin to write within " + timeout, null);
		}
		if (this.answer.compareAndSet(null, new Answer<>(null, null, true))) {
			throw StoreException
				.outcomeUnknown("The task store did not answer within " + timeout + "; it may still write", null);
		}
	}

	/**
	 * What the caller is told.
	 *
	 * @param <T> the type of the result
	 * @param left whether the caller has left without an answer
	 */
	private record Answer<T extends @Nullable Object>(@Nullable T result, @Nullable RuntimeException failure,
			boolean left) {

		@SuppressWarnings("NullAway") // a result may be null where its type says so
		T get() {
			if (this.failure == null) {
				return this.result;
			}
			if (this.failure instanceof StoreException cause) {
				// one failure may answer many callers: each gets an exception of its own
				String text = String.valueOf(cause.getMessage());
				throw cause.isOutcomeUnknown() ? StoreException.outcomeUnknown(text, cause)
						: new StoreException(text, cause);
			}
			if (this.failure instanceof KergroundException cause) {
				throw cause;
			}
			throw new StoreException("The task store failed: " + this.failure, this.failure);
		}

	}

}

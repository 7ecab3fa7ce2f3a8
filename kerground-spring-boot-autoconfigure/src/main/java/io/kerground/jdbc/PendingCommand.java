package io.kerground.jdbc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

	private final CompletableFuture<T> answer = new CompletableFuture<>();

	/**
	 * Guarded by this: whether the writer has begun with it, or its caller has left.
	 */
	private boolean taken;

	/**
	 * Lets the writer begin, unless the caller does not wait any more.
	 */
	synchronized boolean take() {
		boolean first = !this.taken;
		this.taken = true;
		return first;
	}

	void fail(RuntimeException ex) {
		this.answer.completeExceptionally(ex);
	}

	void complete(T result) {
		this.answer.complete(result);
	}

	/**
	 * Waits for the answer; an interrupt does not end the wait and is kept.
	 */
	T await(Duration timeout, TaskClock clock) {
		long end = clock.nanos() + timeout.toNanos();
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return this.answer.get(end - clock.nanos(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
				catch (TimeoutException ex) {
					if (take()) {
						throw new StoreException("The task store did not begin to write within " + timeout, ex);
					}
					throw StoreException
						.outcomeUnknown("The task store did not answer within " + timeout + "; it may still write", ex);
				}
				catch (ExecutionException ex) {
					throw failure(ex);
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private static RuntimeException failure(ExecutionException ex) {
		if (ex.getCause() instanceof StoreException cause) {
			// one failure may answer many callers: each gets an exception of its own
			return cause.isOutcomeUnknown() ? StoreException.outcomeUnknown(String.valueOf(cause.getMessage()), cause)
					: new StoreException(String.valueOf(cause.getMessage()), cause);
		}
		if (ex.getCause() instanceof KergroundException cause) {
			return cause;
		}
		return new StoreException("The task store failed: " + ex.getCause(), ex.getCause());
	}

}

package io.kerground.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.kerground.core.TaskPriority;
import org.jspecify.annotations.Nullable;

/**
 * Something that runs once in a slot of the pool and is not stored.
 *
 * @param <T> the type of its result
 */
final class SubmittedCall<T extends @Nullable Object> implements Runnable {

	private final CompletableFuture<T> result = new CompletableFuture<>();

	private final Callable<T> body;

	private final TaskPriority priority;

	private final WorkerPool pool;

	private final Consumer<SubmittedCall<?>> ended;

	/** Guarded by this. */
	private @Nullable Thread thread;

	SubmittedCall(Callable<T> body, TaskPriority priority, WorkerPool pool, Consumer<SubmittedCall<?>> ended) {
		this.body = body;
		this.priority = priority;
		this.pool = pool;
		this.ended = ended;
	}

	CompletableFuture<T> result() {
		return this.result;
	}

	TaskPriority priority() {
		return this.priority;
	}

	@Override
	public void run() {
		Runnable answer;
		enter();
		try {
			T value = this.result.isDone() ? null : this.body.call();
			answer = () -> this.result.complete(value);
		}
		catch (Throwable ex) {
			answer = () -> this.result.completeExceptionally(ex);
		}
		finally {
			leave();
			this.pool.free(this.priority);
			this.ended.accept(this);
		}
		answer.run();
	}

	private synchronized void enter() {
		this.thread = Thread.currentThread();
		this.pool.enter(this.priority);
	}

	private synchronized void leave() {
		this.thread = null;
		this.pool.leave();
		Thread.interrupted();
	}

	/**
	 * Interrupts the body if it runs.
	 */
	synchronized void interrupt() {
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

	/**
	 * Gives up a call that has not begun.
	 */
	void refuse(RuntimeException reason) {
		this.result.completeExceptionally(reason);
	}

}

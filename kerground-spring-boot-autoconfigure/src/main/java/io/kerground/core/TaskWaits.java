package io.kerground.core;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Waits for the ends of tasks, on the caller's thread or by a future.
 */
final class TaskWaits {

	private final TaskRepository repository;

	private final TaskSignals signals;

	private final SlotLender lender;

	private final TaskClock clock;

	TaskWaits(TaskRepository repository, TaskSignals signals, SlotLender lender, TaskClock clock) {
		this.repository = repository;
		this.signals = signals;
		this.lender = lender;
		this.clock = clock;
	}

	StoredResult await(UUID id, Duration timeout) {
		return await(id, timeout, this::result, (result) -> result.status().isFinal());
	}

	TaskBatchState awaitBatch(UUID id, Duration timeout) {
		return await(id, timeout, this::batch, (state) -> state.status().isFinal());
	}

	private <T> T await(UUID id, Duration timeout, Function<UUID, T> look, Predicate<T> ended) {
		refuseUncommitted(id);
		long start = this.clock.nanos();
		Duration left = timeout;
		while (true) {
			try (TaskSignals.Waiting waiting = this.signals.waitFor(id)) {
				T found = look.apply(id);
				if (ended.test(found)) {
					return found;
				}
				if (left.isNegative() || left.isZero() || !await(waiting, left)) {
					throw new TaskTimeoutException(id, timeout);
				}
			}
			left = timeout.minusNanos(this.clock.nanos() - start);
		}
	}

	private boolean await(TaskSignals.Waiting waiting, Duration timeout) {
		SlotLender.Loan loan = this.lender.lend();
		try {
			return waiting.await(timeout);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new KergroundException("Interrupted while waiting for a task; the task goes on", ex);
		}
		finally {
			loan.takeBack();
		}
	}

	/**
	 * Returns a future of a task's end that completes on no thread of the engine's.
	 */
	CompletableFuture<StoredResult> completion(UUID id) {
		refuseUncommitted(id);
		TaskSignals.Waiting waiting = this.signals.waitFor(id);
		CompletableFuture<StoredResult> ended;
		try {
			Optional<StoredResult> now = this.repository.result(id);
			if (now.isEmpty()) {
				ended = CompletableFuture.failedFuture(new TaskNotFoundException(id));
			}
			else if (now.get().status().isFinal()) {
				ended = CompletableFuture.completedFuture(now.get());
			}
			else {
				ended = waiting.future().thenComposeAsync((nothing) -> completion(id));
			}
		}
		catch (RuntimeException ex) {
			ended = CompletableFuture.failedFuture(ex);
		}
		return ended.whenComplete((result, ex) -> waiting.close());
	}

	private StoredResult result(UUID id) {
		return this.repository.result(id).orElseThrow(() -> new TaskNotFoundException(id));
	}

	private TaskBatchState batch(UUID id) {
		return this.repository.batch(id).orElseThrow(() -> new TaskNotFoundException(id));
	}

	private void refuseUncommitted(UUID id) {
		if (this.repository.isUncommitted(id)) {
			throw new IllegalStateException("Task " + id + " was sent in the current transaction, so it can't run"
					+ " before this transaction is over: wait after it");
		}
	}

}

package io.kerground.annotation;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Asks for a task's end when the transaction is over that it was sent in, since it is not
 * stored before.
 */
final class CompletionAfterCommit implements TransactionSynchronization {

	private final CompletableFuture<@Nullable Object> future = new CompletableFuture<>();

	private final Supplier<CompletableFuture<@Nullable Object>> completion;

	private CompletionAfterCommit(Supplier<CompletableFuture<@Nullable Object>> completion) {
		this.completion = completion;
	}

	static CompletableFuture<@Nullable Object> of(Supplier<CompletableFuture<@Nullable Object>> completion) {
		if (!TransactionSynchronizationManager.isSynchronizationActive()
				|| !TransactionSynchronizationManager.isActualTransactionActive()) {
			return completion.get();
		}
		CompletionAfterCommit after = new CompletionAfterCommit(completion);
		TransactionSynchronizationManager.registerSynchronization(after);
		return after.future;
	}

	@Override
	public void afterCompletion(int status) {
		if (status != STATUS_COMMITTED) {
			this.future
				.completeExceptionally(new CancellationException("The transaction that sent the task was rolled back"));
			return;
		}
		CompletionStage<@Nullable Object> ended = this.completion.get();
		ended.whenComplete((value, ex) -> {
			if (ex != null) {
				this.future.completeExceptionally(ex);
			}
			else {
				this.future.complete(value);
			}
		});
	}

}

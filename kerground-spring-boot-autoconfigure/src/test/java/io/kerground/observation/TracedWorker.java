package io.kerground.observation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.core.KergroundOperations;
import io.kerground.core.TaskContext;
import io.opentelemetry.api.trace.Span;

import org.springframework.beans.factory.ObjectProvider;

/**
 * A worker whose traces are looked at.
 */
@KerWorker("traced")
class TracedWorker {

	private final ObjectProvider<KergroundOperations> ker;

	private final CompletableFuture<Integer> stage = new CompletableFuture<>();

	private final CompletableFuture<String> left = new CompletableFuture<>();

	TracedWorker(ObjectProvider<KergroundOperations> ker) {
		this.ker = ker;
	}

	@KerTask(queue = "mail")
	public String work() {
		return Span.current().getSpanContext().getTraceId() + " "
				+ Span.current().getSpanContext().getTraceState().get("vendor");
	}

	@KerTask(maxAttempts = 3, backoff = "1ms")
	public String failOnce(TaskContext context) {
		if (context.attempt() == 1) {
			throw new IllegalStateException("wrong on purpose");
		}
		return work();
	}

	public void sendWork() {
		this.ker.getObject().send("traced.work");
	}

	public CompletableFuture<Integer> later() {
		return this.stage;
	}

	@KerTask(timeout = "100ms", maxAttempts = 1)
	public void tooLong() throws InterruptedException {
		try {
			this.left.get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void completeStage(int value) {
		this.stage.complete(value);
	}

}

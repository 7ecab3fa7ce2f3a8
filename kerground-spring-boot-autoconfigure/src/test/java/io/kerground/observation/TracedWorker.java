package io.kerground.observation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.core.KergroundOperations;
import io.kerground.core.TaskContext;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
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

	private final CountDownLatch holding = new CountDownLatch(1);

	private final AtomicBoolean held = new AtomicBoolean();

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

	/**
	 * Returns the name of the outermost observation that this runs in.
	 */
	public String current() {
		ObservationView observation = ObservationRegistry.create().getCurrentObservation();
		String name = "none";
		while (observation != null) {
			name = observation.getContextView().getName();
			observation = observation.getContextView().getParentObservation();
		}
		return name;
	}

	public void sendWork() {
		this.ker.getObject().send("traced.work");
	}

	public CompletableFuture<Integer> later() {
		return this.stage;
	}

	/**
	 * Waits until it is interrupted; a later run ends at once.
	 */
	public void hold() throws InterruptedException {
		this.holding.countDown();
		if (this.held.compareAndSet(false, true)) {
			new CountDownLatch(1).await();
		}
	}

	void awaitHolding() throws InterruptedException {
		this.holding.await();
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

package io.kerground.engine;

import java.time.Duration;

import io.kerground.core.ClaimedTask;
import io.kerground.core.PayloadException;
import io.kerground.core.TaskError;
import io.kerground.core.TaskOutcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes outcomes of what a body returned or threw. Never throws itself: an attempt that
 * could not be classified would hold its slot for ever.
 */
final class AttemptOutcomes {

	private static final Logger logger = LoggerFactory.getLogger(AttemptOutcomes.class);

	private static final int PAUSE_MILLIS = 1000;

	private final ClaimedTask task;

	private final WorkerTask worker;

	private final ExecutionScope scope;

	private final AttemptFailures failures;

	AttemptOutcomes(ClaimedTask task, WorkerTask worker, ExecutionScope scope, AttemptFailures failures) {
		this.task = task;
		this.worker = worker;
		this.scope = scope;
		this.failures = failures;
	}

	/**
	 * Makes an outcome of what the body returned.
	 */
	TaskOutcome ofResult(@Nullable Object value) {
		try {
			byte[] response = this.scope.serializer().writeResponse(value, this.worker.definition().returnType());
			if (response != null && response.length > this.scope.settings().maxResponse()) {
				throw new PayloadException("The response is " + response.length
						+ " bytes as JSON, more than kerground.payload.max-size allows ("
						+ this.scope.settings().maxResponse() + ")");
			}
			return new TaskOutcome.Finish(response);
		}
		catch (Throwable ex) {
			log("Task " + this.task + " ran to its end, but its result can't be stored", ex, ThrowableReport.of(ex));
			return this.failures.add(ex, new TaskOutcome.Fail(ThrowableReport.of(ex,
					"The task ran to its end, but its result can't be stored: " + ThrowableReport.of(ex).message())));
		}
	}

	/**
	 * Makes an outcome of why the attempt failed.
	 * @param argumentsRead whether the body had its arguments
	 */
	TaskOutcome ofFailure(Throwable ex, boolean argumentsRead) {
		try {
			return this.failures.add(ex, classify(ex, argumentsRead));
		}
		catch (Throwable trouble) {
			// the memory may be used up, or the exception throws whatever it is asked
			TaskError error = new TaskError(ex.getClass().getName(), "", "");
			return (this.task.reference().attempt() < this.task.maxAttempts())
					? new TaskOutcome.Retry(error, this.scope.clock().millis() + PAUSE_MILLIS)
					: new TaskOutcome.Fail(error);
		}
	}

	private TaskOutcome classify(Throwable ex, boolean argumentsRead) {
		TaskError error = ThrowableReport.of(ex);
		RetryDecision decision = RetryDecision.of(this.worker.definition(), this.task, ex, argumentsRead);
		if (!decision.retried()) {
			log("Task " + this.task + " failed: " + decision.reason(), ex, error);
			return new TaskOutcome.Fail(error);
		}
		Duration delay = this.worker.definition()
			.retryPolicy()
			.delay(this.task.reference().attempt(), this.scope.random());
		log("Task " + this.task + " failed and is tried again in " + delay, ex, error);
		return new TaskOutcome.Retry(error, this.scope.clock().millis() + delay.toMillis());
	}

	/**
	 * Logs a failure, also of an exception that throws when it is printed. Of one with a
	 * huge message only what is stored of it is logged.
	 */
	private static void log(String text, Throwable ex, TaskError error) {
		try {
			if (ThrowableReport.isHuge(ex)) {
				logger.warn("{}: {}", text, error.stackTrace());
			}
			else {
				logger.warn(text, ex);
			}
		}
		catch (Throwable unprintable) {
			logger.warn("{} ({}, which can't be printed)", text, ex.getClass().getName());
		}
	}

}

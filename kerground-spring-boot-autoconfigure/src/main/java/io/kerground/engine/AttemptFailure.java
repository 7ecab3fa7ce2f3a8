package io.kerground.engine;

import java.util.List;

import io.kerground.core.TaskContext;
import io.kerground.core.TaskErrorHandler;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an attempt threw and what became of its task.
 *
 * @param worker the worker that hears of it
 * @param context the context of the attempt
 * @param task the task
 * @param error what was thrown
 * @param outcome what becomes of the task
 */
record AttemptFailure(TaskBody worker, TaskContext context, TaskReference task, Throwable error, TaskOutcome outcome) {

	private static final Logger logger = LoggerFactory.getLogger(AttemptFailure.class);

	void tell(List<TaskErrorHandler> handlers) {
		guarded(() -> this.worker.onError(this.error, this.context));
		for (TaskErrorHandler handler : handlers) {
			guarded(() -> handler.onError(this.task, this.error, this.outcome.verb()));
		}
	}

	private void guarded(Call call) {
		try {
			call.run();
		}
		catch (Throwable ex) {
			logger.warn("An error handler failed on {}", this.task, ex);
		}
	}

	private interface Call {

		void run() throws Throwable;

	}

}

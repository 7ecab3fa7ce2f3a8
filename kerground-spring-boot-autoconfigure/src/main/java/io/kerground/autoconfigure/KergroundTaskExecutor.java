package io.kerground.autoconfigure;

import io.kerground.core.KergroundClosedException;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.TaskPriority;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;

/**
 * The pool of tasks as an executor, as in {@code @Async("kergroundExecutor")}. What it
 * runs is not stored.
 */
class KergroundTaskExecutor implements AsyncTaskExecutor {

	private static final Logger logger = LoggerFactory.getLogger(KergroundTaskExecutor.class);

	private final KergroundWorkers workers;

	KergroundTaskExecutor(KergroundWorkers workers) {
		this.workers = workers;
	}

	@Override
	public void execute(Runnable body) {
		try {
			this.workers.submit(() -> {
				body.run();
				return null;
			}, TaskPriority.NORMAL).whenComplete((result, ex) -> {
				if (ex != null) {
					logger.error("A body of kergroundExecutor failed or was not run", ex);
				}
			});
		}
		catch (KergroundClosedException ex) {
			throw new TaskRejectedException(String.valueOf(ex.getMessage()), ex);
		}
	}

}

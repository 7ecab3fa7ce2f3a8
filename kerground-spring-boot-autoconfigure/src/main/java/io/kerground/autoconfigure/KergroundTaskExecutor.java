package io.kerground.autoconfigure;

import java.util.concurrent.CompletableFuture;

import io.kerground.core.KergroundClosedException;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.TaskPriority;
import org.jspecify.annotations.Nullable;
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
			CompletableFuture<@Nullable Void> accepted = this.workers.submit(() -> run(body), TaskPriority.NORMAL);
			logger.trace("Accepted {}", accepted);
		}
		catch (KergroundClosedException ex) {
			throw new TaskRejectedException(String.valueOf(ex.getMessage()), ex);
		}
	}

	private static @Nullable Void run(Runnable body) {
		try {
			body.run();
		}
		catch (Throwable ex) {
			logger.error("A body of kergroundExecutor failed", ex);
		}
		return null;
	}

}

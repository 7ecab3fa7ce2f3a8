package io.kerground.engine;

import io.kerground.core.TaskReference;
import org.slf4j.MDC;

/**
 * What log lines of a body's thread tell of its task.
 */
final class LogContext {

	private LogContext() {
	}

	static void put(TaskReference task) {
		MDC.put("kerground.task.id", task.id().toString());
		MDC.put("kerground.task.name", task.name());
		MDC.put("kerground.task.queue", task.queue());
		MDC.put("kerground.task.attempt", Integer.toString(task.attempt()));
	}

}

package io.kerground.core;

import java.util.List;
import java.util.UUID;

/**
 * Tells what attempts have logged. Safe for use by several threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TaskLogs {

	/**
	 * Returns the logs of a task.
	 * @param id the public id
	 * @return a log for each attempt that has one, oldest first; empty when none was kept
	 * or no such task is stored
	 */
	List<TaskLog> of(UUID id);

}

package io.kerground.core;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Tasks that start when the response of the present web request has been completed. A
 * parameter of a controller's method; for use by the thread of the request.
 * <p>
 * Each task is stored at once, or with the commit of the transaction that is open, so
 * that a process that dies before the end of the request loses none: then, and when a
 * request takes longer than a minute, a task starts a minute after it was added, but not
 * before that commit. A rollback drops it.
 *
 * @since 0.1.0
 */
public interface BackgroundTasks {

	/**
	 * Adds a task.
	 * @param task the task; a delay or time of its own is replaced
	 * @return the task's id
	 * @see KergroundOperations#send(TaskRequest)
	 */
	UUID add(TaskRequest task);

	/**
	 * Adds a task by name.
	 * @param task the canonical name, an alias, or the bare method name while it is
	 * unique
	 * @param arguments the arguments of the worker's method
	 * @return the task's id
	 * @see KergroundOperations#send(String, Object...)
	 */
	default UUID add(String task, @Nullable Object... arguments) {
		return add(TaskRequest.of(task, arguments));
	}

}

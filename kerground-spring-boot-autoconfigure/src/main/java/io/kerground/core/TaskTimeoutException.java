package io.kerground.core;

import java.time.Duration;
import java.util.UUID;

/**
 * A task did not end while its caller waited. It goes on.
 *
 * @since 0.1.0
 */
public class TaskTimeoutException extends KergroundException {

	private final UUID id;

	/**
	 * Creates the exception.
	 * @param id the task's id
	 * @param timeout how long its caller waited
	 */
	public TaskTimeoutException(UUID id, Duration timeout) {
		super("Task " + id + " did not end within " + timeout);
		this.id = id;
	}

	/**
	 * Returns which task did not end.
	 * @return the task's id
	 */
	public UUID id() {
		return this.id;
	}

}

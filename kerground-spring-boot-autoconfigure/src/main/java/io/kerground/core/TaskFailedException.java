package io.kerground.core;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The task failed or was cancelled, so it has no response.
 *
 * @since 0.1.0
 */
public class TaskFailedException extends KergroundException {

	private final UUID id;

	private final TaskStatus status;

	private final transient @Nullable TaskError error;

	/**
	 * Creates the exception.
	 * @param id the task's id
	 * @param status {@link TaskStatus#FAILED} or {@link TaskStatus#CANCELLED}
	 * @param error why it failed, if it did
	 */
	public TaskFailedException(UUID id, TaskStatus status, @Nullable TaskError error) {
		super("Task " + id + ((status == TaskStatus.CANCELLED) ? " was cancelled" : " failed")
				+ ((error != null) ? ": " + error.type() + ": " + error.message() : ""));
		this.id = id;
		this.status = status;
		this.error = error;
	}

	/**
	 * Returns which task failed.
	 * @return the task's id
	 */
	public UUID id() {
		return this.id;
	}

	/**
	 * Returns how it ended.
	 * @return {@link TaskStatus#FAILED} or {@link TaskStatus#CANCELLED}
	 */
	public TaskStatus status() {
		return this.status;
	}

	/**
	 * Returns why it failed.
	 * @return the stored error, or null when the task was cancelled before it failed
	 */
	public @Nullable TaskError error() {
		return this.error;
	}

}

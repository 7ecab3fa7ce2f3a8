package io.kerground.core;

import java.util.UUID;

/**
 * A task was sent with the id of a stored task that has another name.
 *
 * @since 0.1.0
 */
public class TaskConflictException extends KergroundException {

	private final UUID id;

	/**
	 * Creates the exception.
	 * @param id the id of both
	 * @param storedName the name of the stored task
	 * @param name the name of the task that was sent
	 */
	public TaskConflictException(UUID id, String storedName, String name) {
		super("The id " + id + " belongs to a stored task named " + TaskNames.printable(storedName)
				+ " and can't be used for " + name);
		this.id = id;
	}

	/**
	 * Returns the id of both tasks.
	 * @return the id
	 */
	public UUID id() {
		return this.id;
	}

}

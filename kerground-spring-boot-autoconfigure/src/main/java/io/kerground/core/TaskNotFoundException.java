package io.kerground.core;

import java.util.UUID;

/**
 * No task with the given id is stored.
 *
 * @since 0.1.0
 */
public class TaskNotFoundException extends KergroundException {

	private final UUID id;

	/**
	 * Creates the exception.
	 * @param id the id that is not stored
	 */
	public TaskNotFoundException(UUID id) {
		super("No task with the id " + id + " is stored: it was never sent, its transaction was rolled back,"
				+ " or it was deleted or pruned");
		this.id = id;
	}

	/**
	 * Returns the id that is not stored.
	 * @return the id
	 */
	public UUID id() {
		return this.id;
	}

}

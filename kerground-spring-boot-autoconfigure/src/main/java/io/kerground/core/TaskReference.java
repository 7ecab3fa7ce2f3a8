package io.kerground.core;

import java.util.UUID;

/**
 * Which task an event or a log line is about.
 *
 * @param id the public id
 * @param name the canonical name
 * @param queue the queue
 * @param priority the priority
 * @param attempt how many attempts have begun
 * @since 0.1.0
 */
public record TaskReference(UUID id, String name, String queue, TaskPriority priority, int attempt) {

	/**
	 * Describes the task in the form used by log lines, on one line whatever its stored
	 * name holds.
	 */
	@Override
	public String toString() {
		return TaskNames.printable(this.name) + " " + this.id + " (attempt " + this.attempt + ")";
	}

}

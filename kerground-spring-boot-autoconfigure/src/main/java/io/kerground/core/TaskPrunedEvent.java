package io.kerground.core;

import java.time.Instant;

/**
 * Ended tasks whose retention has passed were removed.
 *
 * @param status their status
 * @param tasks how many
 * @param at when it happened
 * @since 0.1.0
 */
public record TaskPrunedEvent(TaskStatus status, int tasks, Instant at) implements TaskEvent {

	@Override
	public TaskVerb verb() {
		return TaskVerb.PRUNE;
	}

}

package io.kerground.core;

import java.time.Instant;

/**
 * A task was removed by a caller.
 *
 * @param task which task
 * @param at when it happened
 * @since 0.1.0
 */
public record TaskDeletedEvent(TaskReference task, Instant at) implements TaskMoveEvent {

	@Override
	public TaskVerb verb() {
		return TaskVerb.DELETE;
	}

}

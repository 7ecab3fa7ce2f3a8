package io.kerground.core;

import java.time.Instant;

/**
 * A task of a dead node is pending again.
 *
 * @param task which task
 * @param at when it happened
 * @param crashes how many times a node died while it ran the task
 * @since 0.1.0
 */
public record TaskRescuedEvent(TaskReference task, Instant at, int crashes) implements TaskMoveEvent {

	@Override
	public TaskVerb verb() {
		return TaskVerb.RESCUE;
	}

}

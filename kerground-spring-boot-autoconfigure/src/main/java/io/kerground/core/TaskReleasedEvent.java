package io.kerground.core;

import java.time.Instant;

/**
 * A claimed task was given back.
 *
 * @param task which task
 * @param at when it happened
 * @since 0.1.0
 */
public record TaskReleasedEvent(TaskReference task, Instant at) implements TaskMoveEvent {

	@Override
	public TaskVerb verb() {
		return TaskVerb.RELEASE;
	}

}

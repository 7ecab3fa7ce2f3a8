package io.kerground.core;

import java.time.Instant;

/**
 * A blocked task is pending because the one before it finished.
 *
 * @param task which task
 * @param at when it happened
 * @since 0.1.0
 */
public record TaskUnblockedEvent(TaskReference task, Instant at) implements TaskMoveEvent {

	@Override
	public TaskVerb verb() {
		return TaskVerb.UNBLOCK;
	}

}

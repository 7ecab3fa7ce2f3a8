package io.kerground.core;

import java.time.Instant;

/**
 * A task was cancelled.
 *
 * @param task which task
 * @param at when it happened
 * @param from the status that it was cancelled in
 * @since 0.1.0
 */
public record TaskCancelledEvent(TaskReference task, Instant at, TaskStatus from) implements TaskMoveEvent {

	@Override
	public TaskVerb verb() {
		return TaskVerb.CANCEL;
	}

}

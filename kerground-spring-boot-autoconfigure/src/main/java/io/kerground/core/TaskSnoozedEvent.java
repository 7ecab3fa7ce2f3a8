package io.kerground.core;

import java.time.Instant;

/**
 * A task was put off.
 *
 * @param task which task
 * @param at when it happened
 * @param runAt when it is due
 * @since 0.1.0
 */
public record TaskSnoozedEvent(TaskReference task, Instant at, Instant runAt) implements TaskMoveEvent {

	@Override
	public TaskVerb verb() {
		return TaskVerb.SNOOZE;
	}

}

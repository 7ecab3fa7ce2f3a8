package io.kerground.core;

import java.time.Duration;
import java.time.Instant;

/**
 * A task was taken by this node.
 *
 * @param task which task
 * @param at when it happened
 * @param waited how long it waited since it was due
 * @since 0.1.0
 */
public record TaskClaimedEvent(TaskReference task, Instant at, Duration waited) implements TaskMoveEvent {

	@Override
	public TaskVerb verb() {
		return TaskVerb.CLAIM;
	}

}

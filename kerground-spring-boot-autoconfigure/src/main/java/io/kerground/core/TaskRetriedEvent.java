package io.kerground.core;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A task is pending again after a failed attempt, or by hand.
 *
 * @param task which task
 * @param at when it happened
 * @param runAt when it is due
 * @param error what went wrong, or null when it was retried by hand
 * @param ran how long its body ran; zero when it was retried by hand
 * @since 0.1.0
 */
public record TaskRetriedEvent(TaskReference task, Instant at, Instant runAt, @Nullable TaskError error,
		Duration ran) implements TaskMoveEvent {

	@Override
	public TaskVerb verb() {
		return TaskVerb.RETRY;
	}

}

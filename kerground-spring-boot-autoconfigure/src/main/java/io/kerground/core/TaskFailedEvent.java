package io.kerground.core;

import java.time.Duration;
import java.time.Instant;

/**
 * A task failed for good.
 *
 * @param task which task
 * @param at when it happened
 * @param error what went wrong
 * @param ran how long its body ran; zero when its node died
 * @since 0.1.0
 */
public record TaskFailedEvent(TaskReference task, Instant at, TaskError error, Duration ran) implements TaskMoveEvent {

	@Override
	public TaskVerb verb() {
		return TaskVerb.FAIL;
	}

}

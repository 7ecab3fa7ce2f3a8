package io.kerground.core;

import java.time.Duration;
import java.time.Instant;

/**
 * A task ran to its end.
 *
 * @param task which task
 * @param at when it happened
 * @param ran how long its body ran
 * @since 0.1.0
 */
public record TaskFinishedEvent(TaskReference task, Instant at, Duration ran) implements TaskMoveEvent {

	@Override
	public TaskVerb verb() {
		return TaskVerb.FINISH;
	}

}

package io.kerground.core;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One attempt that did not finish the task. A task that succeeds at once has none.
 *
 * @param fence the fence of the attempt, unique for the task, since numbers repeat after
 * a retry by hand
 * @param attempt the number of the attempt, from 1
 * @param outcome the verb that ended the attempt
 * @param startedAt when the task was claimed
 * @param endedAt when the attempt ended
 * @param error what went wrong, if something did
 * @since 0.1.0
 */
public record TaskAttempt(long fence, int attempt, TaskVerb outcome, Instant startedAt, Instant endedAt,
		@Nullable TaskError error) {

}

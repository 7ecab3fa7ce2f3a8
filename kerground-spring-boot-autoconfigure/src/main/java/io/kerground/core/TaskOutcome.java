package io.kerground.core;

import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended, as its owner settles it.
 *
 * @since 0.1.0
 */
public sealed interface TaskOutcome {

	/**
	 * Returns the move that this outcome makes.
	 * @return the verb
	 */
	TaskVerb verb();

	/**
	 * The body ran to its end.
	 *
	 * @param response the response as JSON in UTF-8, or null when there is none
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Finish(byte @Nullable [] response) implements TaskOutcome {

		@Override
		public TaskVerb verb() {
			return TaskVerb.FINISH;
		}

	}

	/**
	 * The attempt failed and another follows.
	 *
	 * @param error what went wrong
	 * @param runAt when the next attempt is due, in milliseconds since 1970
	 */
	record Retry(TaskError error, long runAt) implements TaskOutcome {

		@Override
		public TaskVerb verb() {
			return TaskVerb.RETRY;
		}

	}

	/**
	 * The attempt failed and was the last.
	 *
	 * @param error what went wrong
	 */
	record Fail(TaskError error) implements TaskOutcome {

		@Override
		public TaskVerb verb() {
			return TaskVerb.FAIL;
		}

	}

	/**
	 * The task is to run later; this attempt does not count.
	 *
	 * @param runAt when it is due, in milliseconds since 1970
	 */
	record Snooze(long runAt) implements TaskOutcome {

		@Override
		public TaskVerb verb() {
			return TaskVerb.SNOOZE;
		}

	}

	/**
	 * The task is given back; this attempt does not count.
	 */
	record Release() implements TaskOutcome {

		@Override
		public TaskVerb verb() {
			return TaskVerb.RELEASE;
		}

	}

}

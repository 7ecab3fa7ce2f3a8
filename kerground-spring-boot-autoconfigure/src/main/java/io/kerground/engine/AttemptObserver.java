package io.kerground.engine;

import io.kerground.core.ClaimedTask;
import org.jspecify.annotations.Nullable;

/**
 * Stands around each attempt to run a task. Safe for use by several threads. What it
 * throws is logged and changes nothing for the task.
 * <p>
 * For those who connect Kerground with tracing and logging; every bean of this type is
 * used.
 *
 * @since 0.1.0
 */
public interface AttemptObserver {

	/**
	 * The body of a task is about to run on the current thread.
	 * @param task the task
	 * @return what observes this attempt, or null to let it go unobserved
	 */
	@Nullable Observed begin(ClaimedTask task);

	/**
	 * One observed attempt.
	 */
	interface Observed {

		/**
		 * Returns what the attempt has logged so far, to be stored with its outcome. May
		 * be called on any thread.
		 * @return the lines, or null when there are none
		 */
		default @Nullable String log() {
			return null;
		}

		/**
		 * The body leaves the thread on which it began. It may go on as a stage.
		 */
		void leave();

		/**
		 * The body has ended, on whatever thread. Not called for a body that never ends.
		 * @param outcome the word of the verb that the attempt was settled with,
		 * {@code cancel} when the task was cancelled before, or {@code lost} when this
		 * node lost it otherwise
		 * @param error why the attempt failed, or null
		 */
		void end(String outcome, @Nullable Throwable error);

	}

}

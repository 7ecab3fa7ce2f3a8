package io.kerground.core;

/**
 * Hears of each attempt that failed on this node, once, with what the body threw.
 * Implemented by beans. Called on the thread of the listeners, one failure after the
 * other; an exception is logged and changes nothing. Of a task that fails because its
 * processes died, the node that stores this failure hears once, with a
 * {@link WorkerLostException}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TaskErrorHandler {

	/**
	 * Takes the failure of an attempt.
	 * @param task the task
	 * @param error what the body threw; a {@link java.util.concurrent.TimeoutException}
	 * when it took too long
	 * @param outcome {@link TaskVerb#RETRY} when the task is tried again,
	 * {@link TaskVerb#FAIL} when it has failed for good
	 */
	void onError(TaskReference task, Throwable error, TaskVerb outcome);

}

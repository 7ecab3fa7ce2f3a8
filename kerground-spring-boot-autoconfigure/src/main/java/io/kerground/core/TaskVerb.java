package io.kerground.core;

import java.util.Locale;

/**
 * The moves a task can make, one word each. The same word names the SQL statement, the
 * event, the metric's outcome, the log message and the operation of the endpoint.
 *
 * @since 0.1.0
 */
public enum TaskVerb {

	/**
	 * Stores a new task, pending or blocked.
	 */
	SEND,

	/**
	 * Takes a pending task for one node: attempt and fence are raised, the owner is set.
	 */
	CLAIM,

	/**
	 * Ends a running task well and stores its response.
	 */
	FINISH,

	/**
	 * Makes a running task pending again after a failed attempt, or, by hand, a failed or
	 * cancelled one.
	 */
	RETRY,

	/**
	 * Ends a running task that has no attempt left or must not be retried.
	 */
	FAIL,

	/**
	 * Makes a running task pending again for later; the attempt does not count.
	 */
	SNOOZE,

	/**
	 * Gives a claimed task back at shutdown or before its body began; the attempt does
	 * not count.
	 */
	RELEASE,

	/**
	 * Makes a running task of a dead node pending again; the attempt does not count, a
	 * crash may.
	 */
	RESCUE,

	/**
	 * Ends a task that has not ended yet, on a caller's wish.
	 */
	CANCEL,

	/**
	 * Makes a blocked task pending because the one it waited for finished.
	 */
	UNBLOCK,

	/**
	 * Removes a task that is not running, on a caller's wish.
	 */
	DELETE,

	/**
	 * Removes ended tasks whose retention has passed.
	 */
	PRUNE;

	private final String word = name().toLowerCase(Locale.ROOT);

	/**
	 * Returns the verb as it is written in metrics, logs and the endpoint.
	 * @return the verb in lower case
	 */
	public String word() {
		return this.word;
	}

}

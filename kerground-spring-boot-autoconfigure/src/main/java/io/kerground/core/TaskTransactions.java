package io.kerground.core;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Transactions of the application in which the body of a task and its finish are
 * committed together. Safe for use by several threads.
 * <p>
 * For implementors of stores; applications use {@code @KerTask(transactional = true)}.
 *
 * @since 0.1.0
 */
public interface TaskTransactions {

	/**
	 * Makes sure that there are such transactions, at the start of the application.
	 * @throws KergroundSetupException if there are none
	 */
	void check();

	/**
	 * Runs the body of an attempt in a transaction of its own, stores its finish in the
	 * same transaction as the last write, and commits. The finish is fenced.
	 * @param attempt the attempt
	 * @return whether all was committed; false when all was rolled back, because the
	 * attempt gave no finish or because its node does not own the task any more
	 * @throws Throwable what the body threw, or why its transaction could not begin or
	 * end. Before the attempt gave its finish, all was rolled back then; after that the
	 * commit may have happened
	 */
	boolean run(Attempt attempt) throws Throwable;

	/**
	 * Settles an attempt whose commit may have happened. When it has, nothing is changed,
	 * and the finish is told. Does not wait.
	 * @param attempt the attempt
	 * @param outcome the outcome that holds when the commit has not happened
	 */
	void settleInDoubt(Attempt attempt, TaskOutcome outcome);

	/**
	 * An attempt of a task whose body and finish are one transaction.
	 */
	interface Attempt {

		/**
		 * Returns the task.
		 * @return the task with its true start
		 */
		ClaimedTask task();

		/**
		 * Returns how long the attempt may take.
		 * @return the duration, or null for no limit
		 */
		@Nullable Duration timeout();

		/**
		 * Runs the body.
		 * @return what it returns
		 * @throws Throwable what it throws
		 */
		@Nullable Object perform() throws Throwable;

		/**
		 * Makes the finish of what the body returned. When it is not null, nobody else
		 * settles the attempt any more.
		 * @param value what the body returned
		 * @return the finish, or null when all is to be rolled back
		 */
		TaskOutcome.@Nullable Finish finish(@Nullable Object value);

		/**
		 * Returns how long the body has run.
		 * @return the duration in nanoseconds
		 */
		long nanos();

		/**
		 * Returns what the attempt has logged, to be kept with its outcome.
		 * @return the lines, or null when they are not kept
		 */
		@Nullable String log();

	}

}

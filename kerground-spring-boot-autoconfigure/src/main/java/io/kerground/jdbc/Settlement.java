package io.kerground.jdbc;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskTransactions;
import org.jspecify.annotations.Nullable;

/**
 * An outcome on its way into the store.
 *
 * @param task the task
 * @param outcome how its attempt ended
 * @param nanos how long the body ran
 * @param log what the attempt has logged, or null
 * @param inDoubt whether the task may have been finished already, by a transaction whose
 * commit was not answered
 */
record Settlement(ClaimedTask task, TaskOutcome outcome, long nanos, @Nullable String log, boolean inDoubt) {

	Settlement(ClaimedTask task, TaskOutcome outcome, long nanos) {
		this(task, outcome, nanos, null);
	}

	Settlement(ClaimedTask task, TaskOutcome outcome, long nanos, @Nullable String log) {
		this(task, outcome, nanos, log, false);
	}

	/**
	 * Returns how an attempt whose body and finish are one transaction is settled.
	 */
	static Settlement of(TaskTransactions.Attempt attempt, TaskOutcome outcome) {
		return new Settlement(attempt.task(), outcome, attempt.nanos(), attempt.log());
	}

	/**
	 * Returns this settlement for a task that may have been finished already.
	 */
	Settlement mayBeFinished() {
		return new Settlement(this.task, this.outcome, this.nanos, this.log, true);
	}

	/**
	 * Returns the settlement that has happened if the task was finished.
	 */
	Settlement finished() {
		return new Settlement(this.task, new TaskOutcome.Finish(null), this.nanos);
	}

	/**
	 * Returns when the task ended or is due again; null when it was given back, which
	 * leaves it due as it was.
	 */
	@Nullable Long time(long now) {
		if (this.outcome instanceof TaskOutcome.Retry retry) {
			return retry.runAt();
		}
		if (this.outcome instanceof TaskOutcome.Snooze snooze) {
			return snooze.runAt();
		}
		return (this.outcome instanceof TaskOutcome.Release) ? null : now;
	}

}

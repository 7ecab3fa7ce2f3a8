package io.kerground.core;

import java.util.List;

/**
 * The side of a node that takes tasks from the store. Every method is called on the
 * store's writer thread, so it must be quick and must not wait or throw.
 *
 * @since 0.1.0
 */
public interface TaskIntake {

	/**
	 * Returns what may start now. Asked once in each group of writes, after the slots of
	 * the tasks settled in it became free; {@link #claimed} or {@link #notClaimed}
	 * follows each answer that is not empty.
	 * @return the demand
	 */
	ClaimDemand demand();

	/**
	 * Takes tasks that were claimed for a demand; called after the commit, also with an
	 * empty list.
	 * @param tasks the tasks, the most urgent first
	 * @param nextDue when the next task is due that may start, in milliseconds since
	 * 1970, or {@link Long#MAX_VALUE} when none was seen
	 */
	void claimed(List<ClaimedTask> tasks, long nextDue);

	/**
	 * Tells that nothing was claimed for a demand because the group of writes failed.
	 */
	void notClaimed();

	/**
	 * Tells that a settlement was committed.
	 * @param task the task that was settled
	 * @param outcome the outcome
	 * @param won whether the outcome was stored; false when the node had lost the task
	 */
	void settled(ClaimedTask task, TaskOutcome outcome, boolean won);

}

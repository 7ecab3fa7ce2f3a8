package io.kerground.core;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What an application does with many tasks at once. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface TaskBulkOperations {

	/**
	 * How long a deletion of many tasks can be undone.
	 */
	Duration UNDO_TIME = Duration.ofSeconds(30);

	/**
	 * Changes many tasks, in small commits of their own, so that others send and settle
	 * meanwhile. Tasks that are in no state for it by then are left as they are.
	 * @param selection which tasks
	 * @param change what to do with them
	 * @return what became of them
	 * @throws IllegalArgumentException if tasks in the selection's status can't be
	 * changed so
	 */
	default TaskChangeReport change(TaskSelection selection, TaskChange change) {
		return change(selection, change, (soFar) -> true);
	}

	/**
	 * Changes many tasks and tells how far it has come. What was changed stays so when
	 * this is stopped or fails halfway.
	 * @param selection which tasks
	 * @param change what to do with them
	 * @param goOn is told after each commit, and returns whether to go on
	 * @return what became of them
	 * @throws IllegalArgumentException if tasks in the selection's status can't be
	 * changed so
	 */
	default TaskChangeReport change(TaskSelection selection, TaskChange change, Predicate<TaskChangeReport> goOn) {
		throw new UnsupportedOperationException("Many tasks can't be changed at once here");
	}

	/**
	 * Undoes a deletion of many tasks within {@link #UNDO_TIME} of its end: the tasks are
	 * back as they were, but for those whose ids were sent anew meanwhile. One that was
	 * blocked comes back cancelled, and none is a member of a batch any more. Works on
	 * every node, and after a restart.
	 * @param change the id of the change
	 * @return how many tasks are back; 0 when it is too late
	 */
	default int restore(UUID change) {
		throw new UnsupportedOperationException("Many tasks can't be changed at once here");
	}

	/**
	 * Counts tasks by looking at them, for conditions that
	 * {@link KergroundOperations#stats} has no counts for.
	 * @param query which tasks; its key and size are not used
	 * @param limit where to stop
	 * @return the number of tasks that match, at most the limit
	 */
	default long count(TaskQuery query, int limit) {
		throw new UnsupportedOperationException("Tasks can't be counted here");
	}

}

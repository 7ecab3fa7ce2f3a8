package io.kerground.core;

import java.time.Instant;

/**
 * A committed move of tasks; one record for each {@link TaskVerb}, and one for the end of
 * a batch.
 *
 * @since 0.1.0
 */
public sealed interface TaskEvent permits TaskMoveEvent, TaskPrunedEvent, TaskBatchEndedEvent {

	/**
	 * Returns the move.
	 * @return the verb
	 */
	TaskVerb verb();

	/**
	 * Returns when it happened.
	 * @return the wall clock time of the commit's beginning
	 */
	Instant at();

}

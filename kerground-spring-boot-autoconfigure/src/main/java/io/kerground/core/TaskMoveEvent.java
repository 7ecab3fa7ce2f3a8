package io.kerground.core;

/**
 * A committed move of one task.
 *
 * @since 0.1.0
 */
public sealed interface TaskMoveEvent extends TaskEvent
		permits TaskSentEvent, TaskClaimedEvent, TaskFinishedEvent, TaskRetriedEvent, TaskFailedEvent, TaskSnoozedEvent,
		TaskReleasedEvent, TaskRescuedEvent, TaskCancelledEvent, TaskUnblockedEvent, TaskDeletedEvent {

	/**
	 * Returns which task moved.
	 * @return the task, with its attempt after the move
	 */
	TaskReference task();

}

package io.kerground.core;

/**
 * Hears of every move of a task after it was committed. Implemented by beans; the same
 * events are published as application events. Called on a thread of its own, one event
 * after the other in the order of their commits; an exception is logged and changes
 * nothing. Only moves made by this process are told.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TaskListener {

	/**
	 * Takes a move.
	 * @param event what happened
	 */
	void onTaskEvent(TaskEvent event);

	/**
	 * Takes the loss of a task that this node ran; does nothing by default.
	 * @param event what was lost
	 */
	default void onTaskLost(TaskLostEvent event) {
	}

}

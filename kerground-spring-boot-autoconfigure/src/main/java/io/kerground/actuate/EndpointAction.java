package io.kerground.actuate;

/**
 * What can be done with the store or a part of it.
 *
 * @since 0.1.0
 */
public enum EndpointAction {

	/** Makes a failed or cancelled task pending again. */
	RETRY,

	/** Cancels a task that has not ended, or stops a change of many tasks. */
	CANCEL,

	/** Removes a task that is not running. */
	DELETE,

	/** Lets nothing more begin, on all nodes. */
	PAUSE,

	/** Ends a pause. */
	RESUME,

	/** Runs a schedule or a trigger now. */
	TRIGGER,

	/** Lets a schedule run by another interval or delay than its code says. */
	EDIT,

	/** Lets a schedule run as its code says. */
	RESET,

	/** Changes the number of slots of this process. */
	RESIZE,

	/** Makes a backup of the store. */
	BACKUP,

	/** Puts tasks that wait into another queue. */
	MOVE,

	/** Brings back what a change of many tasks deleted. */
	UNDO,

	/** Tells nobody of a cause of failures. */
	MUTE,

	/** Tells of a cause of failures again. */
	UNMUTE

}

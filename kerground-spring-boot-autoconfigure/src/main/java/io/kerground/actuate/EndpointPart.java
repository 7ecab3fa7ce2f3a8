package io.kerground.actuate;

/**
 * What can be looked at alone.
 *
 * @since 0.1.0
 */
public enum EndpointPart {

	/** A task, by its id. */
	TASK,

	/** A queue, by its name. */
	QUEUE,

	/** A schedule or trigger, by its name. */
	SCHEDULE,

	/** A worker, by its name. */
	WORKER,

	/** A pool of slots, by its name. */
	POOL,

	/** Tasks that failed by the same cause, by the id of the cause. */
	FAILURE,

	/** A change of many tasks, by its id. */
	CHANGE,

	/** What this process did lately, by the name of the window. */
	WINDOW,

	/** A fuse, by the name of the tasks that it holds back. */
	FUSE;

	boolean allows(EndpointAction action) {
		return switch (action) {
			case RETRY -> this == TASK || this == FAILURE;
			case CANCEL -> this == TASK || this == CHANGE;
			case DELETE -> this == TASK;
			case UNDO -> this == CHANGE;
			case PAUSE, RESUME -> this == QUEUE || this == SCHEDULE || this == WORKER || this == FUSE;
			case TRIGGER -> this == SCHEDULE || this == WORKER;
			case EDIT, RESET -> this == SCHEDULE;
			case MUTE, UNMUTE -> this == FAILURE;
			case RESIZE -> this == POOL;
			case BACKUP, MOVE -> false;
		};
	}

}

package io.kerground.chaos;

/**
 * A bug that is put into a victim on purpose, to show that the checks would find it.
 */
enum SeededBug {

	/** The library as it is. */
	NONE,

	/** A task is recorded finished while its work still goes on. */
	FINISH_BEFORE_WORK,

	/** A claim takes the row out of the store, and only memory holds the task. */
	CLAIM_BY_DELETE,

	/** The outcome of an attempt is stored whoever owns the task by then. */
	NO_FENCE,

	/** Nothing is ever synced to the disk. */
	NO_SYNC,

	/** Writes commit one by one, by {@code returning} results that are not read. */
	UNDRAINED_RETURNING,

	/** Nobody takes the tasks of dead processes back. */
	NO_RESCUE

}

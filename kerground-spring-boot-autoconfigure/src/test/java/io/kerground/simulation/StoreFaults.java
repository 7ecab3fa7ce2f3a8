package io.kerground.simulation;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskOutcome;

/**
 * Decides what goes wrong in one process's connection to a stepped store, and hears what
 * the process settles.
 */
public interface StoreFaults {

	/** Nothing goes wrong. */
	StoreFaults NONE = new StoreFaults() {

		@Override
		public Fault group() {
			return Fault.NONE;
		}

		@Override
		public boolean read() {
			return false;
		}

		@Override
		public boolean wakeUp() {
			return false;
		}

		@Override
		public void settles(ClaimedTask task, TaskOutcome outcome) {
			// any may
		}

	};

	/**
	 * Returns what happens to the next group of writes.
	 */
	Fault group();

	/**
	 * Returns whether the next read fails.
	 */
	boolean read();

	/**
	 * Returns whether the next wake-up is lost.
	 */
	boolean wakeUp();

	/**
	 * Hears that the process hands the outcome of a claimed task over.
	 */
	void settles(ClaimedTask task, TaskOutcome outcome);

	/**
	 * What can happen to a group of writes.
	 */
	enum Fault {

		/** It is stored. */
		NONE,

		/** It does not begin: the database is busy, or can't be opened. */
		BUSY,

		/** Its commit fails, as on a full disk, and nothing is stored. */
		FULL,

		/** Nobody can say whether it is stored; it is not. */
		UNKNOWN_NOT_STORED,

		/** Nobody can say whether it is stored; it is. */
		UNKNOWN_STORED,

		/** Its caller leaves without an answer, and it is stored later. */
		LATE

	}

}

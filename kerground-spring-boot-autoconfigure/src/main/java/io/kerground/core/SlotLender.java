package io.kerground.core;

/**
 * Lends the slot of the calling thread to others while a task waits for another one, so
 * that tasks that wait for each other never fill the pool up.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SlotLender {

	/**
	 * A lender for a process without workers.
	 */
	SlotLender NONE = () -> () -> {
	};

	/**
	 * Gives the calling thread's slot to others, if it runs a task.
	 * @return the loan, to be taken back by the same thread
	 */
	Loan lend();

	/**
	 * Tells whether a task of a priority would have to wait for a slot of this process.
	 * @param priority the priority of the task
	 * @return whether no slot is free for it
	 */
	default boolean isFull(TaskPriority priority) {
		return false;
	}

	/**
	 * A slot that is lent.
	 */
	@FunctionalInterface
	interface Loan {

		/**
		 * Takes the slot back at once, even if others have filled the pool meanwhile.
		 */
		void takeBack();

	}

}

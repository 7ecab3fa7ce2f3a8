package io.kerground.benchmarks;

/**
 * A library that stores tasks and runs them, set up as its documentation advises for many
 * small tasks. Each task has a long and a string as arguments, and its body only counts
 * itself in {@link Bodies}.
 */
interface TaskSystem extends AutoCloseable {

	/** How many bodies run at once. */
	int WORKERS = 16;

	/**
	 * Stores one task; returns when it is stored.
	 */
	void send(long number, String text);

	/**
	 * Stores tasks with consecutive numbers in one call.
	 */
	void sendAll(long first, int tasks, String text);

	/**
	 * Lets the workers run what is stored. Nothing runs before the first call.
	 */
	void work();

	/**
	 * Starts no more tasks; those that run may end.
	 */
	void rest();

	/**
	 * Returns how many tasks have not finished, as the store says.
	 */
	long unfinished();

	@Override
	void close();

}

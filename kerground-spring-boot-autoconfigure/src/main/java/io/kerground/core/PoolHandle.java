package io.kerground.core;

/**
 * The slots in which tasks run in this process. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface PoolHandle {

	/**
	 * Returns how many tasks run before low ones wait.
	 * @return the number of slots; 0 for no limit
	 */
	int size();

	/**
	 * Returns how many more tasks may run when the next one is normal or higher.
	 * @return the number of slots
	 */
	int reserveNormal();

	/**
	 * Returns how many more than that may run when the next one is high.
	 * @return the number of slots
	 */
	int reserveHigh();

	/**
	 * Returns how many slots are taken.
	 * @return the number of tasks that run now
	 */
	int active();

	/**
	 * Changes the number of slots until the application is started anew. More may start
	 * at once; none is ended because there are fewer.
	 * @param size the number of slots; 0 for no limit
	 * @throws IllegalArgumentException if the number is negative
	 */
	void resize(int size);

	/**
	 * Changes the number of slots and the reserves until the application is started anew.
	 * @param size the number of slots; 0 for no limit
	 * @param reserveNormal how many more for normal tasks
	 * @param reserveHigh how many more than that for high tasks
	 * @throws IllegalArgumentException if a number is negative
	 */
	void resize(int size, int reserveNormal, int reserveHigh);

}

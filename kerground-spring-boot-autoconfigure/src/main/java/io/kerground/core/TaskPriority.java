package io.kerground.core;

/**
 * How urgent a task is. Among ready tasks a higher priority always starts first; within
 * one priority the earlier due time, then the earlier sent.
 *
 * @since 0.1.0
 */
public enum TaskPriority {

	/**
	 * Starts at once, beyond the size of the pool.
	 */
	CRITICAL(1),

	/**
	 * Before normal tasks.
	 */
	HIGH(2),

	/**
	 * The default.
	 */
	NORMAL(3),

	/**
	 * Only when nothing else waits.
	 */
	LOW(4);

	private static final TaskPriority[] VALUES = values();

	private final int code;

	TaskPriority(int code) {
		this.code = code;
	}

	/**
	 * Returns the number that the store keeps for this priority: lower is more urgent.
	 * @return the stored number
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Returns the priority that the store keeps under the given number.
	 * @param code the stored number
	 * @return the priority
	 * @throws IllegalArgumentException if no priority has this number
	 */
	public static TaskPriority ofCode(int code) {
		if (code < 1 || code > VALUES.length) {
			throw new IllegalArgumentException("No task priority has the code " + code);
		}
		return VALUES[code - 1];
	}

}

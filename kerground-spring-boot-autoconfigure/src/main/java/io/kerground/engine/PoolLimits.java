package io.kerground.engine;

import io.kerground.core.TaskPriority;

/**
 * How many tasks run at once in one process. A task starts while fewer tasks run, all
 * priorities together, than the limit of its own.
 *
 * @param size the limit for low tasks; 0 for no limit to any priority
 * @param reserveNormal how many more may run when the next one is normal or higher
 * @param reserveHigh how many more than that may run when the next one is high
 * @param maxCritical the limit for critical tasks; 0 for no limit
 * @since 0.1.0
 */
public record PoolLimits(int size, int reserveNormal, int reserveHigh, int maxCritical) {

	/**
	 * No limit that a process can reach.
	 */
	static final int UNLIMITED = Integer.MAX_VALUE;

	/**
	 * Checks the numbers.
	 */
	public PoolLimits {
		if (size < 0 || reserveNormal < 0 || reserveHigh < 0 || maxCritical < 0) {
			throw new IllegalArgumentException("The limits of a pool must not be negative");
		}
	}

	/**
	 * Returns limits without reserves, so that the highest priority that waits goes
	 * first.
	 * @param size how many tasks that are not critical run at once; 0 for no limit
	 * @return the limits
	 */
	public static PoolLimits ofSize(int size) {
		return new PoolLimits(size, 0, 0, 0);
	}

	int of(TaskPriority priority) {
		if (priority == TaskPriority.CRITICAL) {
			return (this.maxCritical > 0) ? this.maxCritical : UNLIMITED;
		}
		if (this.size == 0) {
			return UNLIMITED;
		}
		return switch (priority) {
			case HIGH -> this.size + this.reserveNormal + this.reserveHigh;
			case NORMAL -> this.size + this.reserveNormal;
			default -> this.size;
		};
	}

}

package io.kerground.core;

/**
 * How many tasks a node can start right now. The numbers are upper limits for what the
 * node runs in all, so that a claimed task lowers what is left for its own and every
 * lower priority.
 *
 * @param critical how many critical tasks may start
 * @param high how many critical and high tasks together may start
 * @param normal how many critical, high and normal tasks together may start
 * @param low how many tasks may start in all
 * @since 0.1.0
 */
public record ClaimDemand(int critical, int high, int normal, int low) {

	/**
	 * Returns how many more tasks of a priority may start.
	 * @param priority the priority
	 * @param claimed how many tasks were claimed for this demand before
	 * @return the allowance, 0 or more
	 */
	public int allowance(TaskPriority priority, int claimed) {
		int limit = switch (priority) {
			case CRITICAL -> this.critical;
			case HIGH -> this.high;
			case NORMAL -> this.normal;
			case LOW -> this.low;
		};
		return Math.max(0, limit - claimed);
	}

	/**
	 * Returns whether nothing may start.
	 * @return whether every number is 0 or less
	 */
	public boolean isEmpty() {
		return Math.max(Math.max(this.critical, this.high), Math.max(this.normal, this.low)) <= 0;
	}

}

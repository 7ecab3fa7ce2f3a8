package io.kerground.core;

/**
 * How many tasks a node can take right now. The first four numbers are slots: upper
 * limits for what the node runs in all, so that a claimed task lowers what is left for
 * its own and every lower priority. They may be negative while more runs than a priority
 * is allowed.
 *
 * @param critical how many critical tasks may start
 * @param high how many critical and high tasks together may start
 * @param normal how many critical, high and normal tasks together may start
 * @param low how many tasks may start in all
 * @param ahead how many tasks beyond the slots may be claimed ahead, to wait in the node
 * for the next free slot; never critical ones, nor such whose process has died
 * @param suspects how many suspects may start (see {@link ClaimScope#suspectCrashes})
 * @since 0.1.0
 */
public record ClaimDemand(int critical, int high, int normal, int low, int ahead, int suspects) {

	/**
	 * The demand of a node that takes nothing.
	 */
	public static final ClaimDemand NOTHING = new ClaimDemand(0, 0, 0, 0, 0, 0);

	/**
	 * Returns a demand for a number of tasks of any priority, suspects among them.
	 * @param slots how many tasks may start
	 * @return the demand
	 */
	public static ClaimDemand ofSlots(int slots) {
		return new ClaimDemand(slots, slots, slots, slots, 0, slots);
	}

	/**
	 * Returns how many more tasks of a priority may be claimed.
	 * @param priority the priority
	 * @param claimed how many tasks were claimed for this demand before
	 * @return the allowance, 0 or more
	 */
	public int allowance(TaskPriority priority, int claimed) {
		int beyond = (priority != TaskPriority.CRITICAL) ? this.ahead : 0;
		return Math.max(0, limit(priority) + beyond - claimed);
	}

	/**
	 * Returns how many more tasks of a priority may start at once.
	 * @param priority the priority
	 * @param claimed how many tasks were claimed for this demand before
	 * @return the free slots, 0 or more
	 */
	public int slots(TaskPriority priority, int claimed) {
		return Math.max(0, limit(priority) - claimed);
	}

	private int limit(TaskPriority priority) {
		return switch (priority) {
			case CRITICAL -> this.critical;
			case HIGH -> this.high;
			case NORMAL -> this.normal;
			case LOW -> this.low;
		};
	}

	/**
	 * Returns whether nothing may be claimed.
	 * @return whether there is no allowance for any priority
	 */
	public boolean isEmpty() {
		for (TaskPriority priority : TaskPriority.values()) {
			if (allowance(priority, 0) > 0) {
				return false;
			}
		}
		return true;
	}

}

package io.kerground.jdbc;

import java.util.Set;

/**
 * What may still be taken of one priority.
 */
final class ClaimAllowance {

	private final int suspectCrashes;

	private final StartLimits limits;

	private int tasks;

	private int slots;

	private int suspects;

	ClaimAllowance(int tasks, int slots, int suspects, int suspectCrashes, StartLimits limits) {
		this.tasks = tasks;
		this.slots = slots;
		this.suspects = suspects;
		this.suspectCrashes = suspectCrashes;
		this.limits = limits;
	}

	ClaimAllowance copy() {
		return new ClaimAllowance(this.tasks, this.slots, this.suspects, this.suspectCrashes, this.limits.copy());
	}

	boolean isLeft() {
		return this.tasks > 0;
	}

	/**
	 * Returns whether more of a queue may be taken.
	 */
	boolean isLeft(int queue) {
		return isLeft() && !this.limits.isExhausted(queue) && (this.slots > 0 || !this.limits.isLimited(queue));
	}

	int tasks() {
		return this.tasks;
	}

	int suspects() {
		return this.suspects;
	}

	/**
	 * Returns the limited names of which none may be taken now.
	 */
	Set<Integer> closedNames() {
		return this.limits.closed(this.slots <= 0);
	}

	/**
	 * Takes a task unless that is more than allowed: one whose process died, or whose
	 * name or queue has a limit, is not claimed ahead, and of suspects only so many at
	 * once.
	 * @param row key, due time, crashes, name and queue of the task
	 */
	boolean take(long[] row) {
		int name = (int) row[3];
		int queue = (int) row[4];
		boolean crashed = row[2] > 0;
		boolean suspect = row[2] >= this.suspectCrashes;
		boolean notAhead = crashed || this.limits.isLimited(queue, name);
		if (this.tasks <= 0 || (notAhead && this.slots <= 0) || (suspect && this.suspects <= 0)
				|| !this.limits.take(queue, name)) {
			return false;
		}
		this.tasks--;
		this.slots--;
		this.suspects -= suspect ? 1 : 0;
		return true;
	}

}

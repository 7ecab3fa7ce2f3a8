package io.kerground.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * What may still be claimed of one priority, in all or from one queue.
 */
final class ModelAllowance {

	final List<ModelRow> found = new ArrayList<>();

	final ModelLimits limits;

	private final int suspectCrashes;

	int tasks;

	int suspects;

	private int slots;

	ModelAllowance(int tasks, int slots, int suspects, int suspectCrashes, ModelLimits limits) {
		this.tasks = tasks;
		this.slots = slots;
		this.suspects = suspects;
		this.suspectCrashes = suspectCrashes;
		this.limits = limits;
	}

	ModelAllowance(ModelAllowance other) {
		this(other.tasks, other.slots, other.suspects, other.suspectCrashes, other.limits.copy());
	}

	/**
	 * Returns whether no task with a name may be taken, so that none is looked at.
	 */
	boolean isClosed(String name) {
		return this.limits.isExhausted(name) || (this.slots <= 0 && this.limits.isLimited(name));
	}

	boolean take(ModelRow row) {
		boolean suspect = row.crashes >= this.suspectCrashes;
		boolean notAhead = row.crashes > 0 || this.limits.isLimited(row.name);
		if (this.tasks <= 0 || (notAhead && this.slots <= 0) || (suspect && this.suspects <= 0)
				|| !this.limits.take(row.name)) {
			return false;
		}
		this.tasks--;
		this.slots--;
		if (suspect) {
			this.suspects--;
		}
		return true;
	}

}

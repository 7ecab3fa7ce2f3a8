package io.kerground.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * What may still be claimed of one priority, in all or from one queue.
 */
final class ModelAllowance {

	final List<ModelRow> found = new ArrayList<>();

	private final int suspectCrashes;

	int tasks;

	int suspects;

	private int slots;

	ModelAllowance(int tasks, int slots, int suspects, int suspectCrashes) {
		this.tasks = tasks;
		this.slots = slots;
		this.suspects = suspects;
		this.suspectCrashes = suspectCrashes;
	}

	ModelAllowance(ModelAllowance other) {
		this(other.tasks, other.slots, other.suspects, other.suspectCrashes);
	}

	boolean take(int crashes) {
		boolean suspect = crashes >= this.suspectCrashes;
		if (this.tasks <= 0 || (crashes > 0 && this.slots <= 0) || (suspect && this.suspects <= 0)) {
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

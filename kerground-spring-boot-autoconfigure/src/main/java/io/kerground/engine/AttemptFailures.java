package io.kerground.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.kerground.core.TaskOutcome;

/**
 * The ways in which one attempt has failed, of which at most one becomes its outcome: it
 * may time out while its body throws.
 */
final class AttemptFailures {

	private final List<AttemptFailure> failures = new ArrayList<>(0);

	synchronized void add(AttemptFailure failure) {
		this.failures.add(failure);
	}

	/**
	 * Returns the failure that became the outcome, if one did.
	 */
	@SuppressWarnings("ReferenceEquality") // equal outcomes of two failures are two
	synchronized Optional<AttemptFailure> of(TaskOutcome outcome) {
		return this.failures.stream().filter((failure) -> failure.outcome() == outcome).findFirst();
	}

}

package io.kerground.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.kerground.core.TaskContext;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskReference;

/**
 * The ways in which one attempt has failed, of which at most one becomes its outcome: it
 * may time out while its body throws.
 */
final class AttemptFailures {

	private final List<AttemptFailure> failures = new ArrayList<>(0);

	private final TaskBody worker;

	private final TaskContext context;

	private final TaskReference task;

	AttemptFailures(TaskBody worker, TaskContext context, TaskReference task) {
		this.worker = worker;
		this.context = context;
		this.task = task;
	}

	/**
	 * Adds a failure.
	 * @return what may become its outcome
	 */
	synchronized TaskOutcome add(Throwable error, TaskOutcome outcome) {
		this.failures.add(new AttemptFailure(this.worker, this.context, this.task, error, outcome));
		return outcome;
	}

	/**
	 * Returns the failure that became the outcome, if one did.
	 */
	@SuppressWarnings("ReferenceEquality") // equal outcomes of two failures are two
	synchronized Optional<AttemptFailure> of(TaskOutcome outcome) {
		return this.failures.stream().filter((failure) -> failure.outcome() == outcome).findFirst();
	}

}

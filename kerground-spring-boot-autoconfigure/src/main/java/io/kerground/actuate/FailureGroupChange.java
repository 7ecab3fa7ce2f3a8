package io.kerground.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

import io.kerground.core.KergroundOperations;
import io.kerground.core.TaskChange;
import io.kerground.core.TaskChangeReport;
import io.kerground.core.TaskFailure;
import io.kerground.core.TaskSelection;

/**
 * Changes the tasks that failed by one cause, the latest failure first, in small commits.
 * Used once, by one thread.
 */
final class FailureGroupChange {

	/** How many tasks are found before they are changed. */
	private static final int PART = 500;

	/** After how many tasks of other causes it is looked whether to go on. */
	private static final int LOOK = 1_000;

	private final KergroundOperations operations;

	private final TaskChange change;

	private final int limit;

	private final Predicate<TaskChangeReport> goOn;

	private final List<UUID> found = new ArrayList<>();

	private long examined;

	private long looked;

	private long changed;

	private boolean stopped;

	FailureGroupChange(KergroundOperations operations, TaskChange change, int limit, Predicate<TaskChangeReport> goOn) {
		this.operations = operations;
		this.change = change;
		this.limit = limit;
		this.goOn = goOn;
	}

	TaskChangeReport make(FailureGroups groups, UUID id) {
		groups.forEach((failure, cause) -> {
			examine(failure, cause.id().equals(id));
			return !this.stopped && this.looked + this.found.size() < this.limit;
		});
		changeFound();
		return report(0, 0, !this.stopped);
	}

	private void examine(TaskFailure failure, boolean wanted) {
		if (wanted) {
			this.found.add(failure.id());
		}
		if (this.found.size() == PART) {
			changeFound();
		}
		if (++this.examined % LOOK == 0) {
			this.stopped = this.stopped || !this.goOn.test(report(0, 0, false));
		}
	}

	private void changeFound() {
		if (this.found.isEmpty() || this.stopped) {
			return;
		}
		TaskChangeReport part = this.operations.change(TaskSelection.of(this.found), this.change,
				(soFar) -> this.goOn.test(report(soFar.looked(), soFar.changed(), false)));
		this.looked += part.looked();
		this.changed += part.changed();
		this.stopped = !part.ended();
		this.found.clear();
	}

	private TaskChangeReport report(long looked, long changed, boolean ended) {
		return new TaskChangeReport(this.change.id(), this.looked + looked, this.changed + changed, ended);
	}

}

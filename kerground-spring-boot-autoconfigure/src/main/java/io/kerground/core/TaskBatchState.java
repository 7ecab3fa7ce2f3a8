package io.kerground.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What is stored about a batch. Immutable: a later look gives a new one. An inner batch
 * counts as one member.
 *
 * @param id the public id
 * @param status the status
 * @param total how many members it was sent with
 * @param finished how many of them finished
 * @param failed how many of them failed
 * @param cancelled how many of them were cancelled or deleted before their end
 * @param createdAt when it was sent
 * @param endedAt when its last member ended, while it is not open
 * @param members the ids of the tasks and inner batches that are still stored, in their
 * order
 * @param errors why those members failed that have failed and are tasks, by their ids
 * @since 0.1.0
 */
public record TaskBatchState(UUID id, BatchStatus status, int total, int finished, int failed, int cancelled,
		Instant createdAt, @Nullable Instant endedAt, List<UUID> members, Map<UUID, TaskError> errors) {

	/**
	 * Takes copies of the collections.
	 */
	public TaskBatchState {
		members = List.copyOf(members);
		errors = Map.copyOf(errors);
	}

	/**
	 * Returns how many members have not ended.
	 * @return the number of members that wait or run
	 */
	public int open() {
		return this.total - this.finished - this.failed - this.cancelled;
	}

	/**
	 * Describes the batch without the texts of errors, which may hold secrets.
	 */
	@Override
	public String toString() {
		return "TaskBatchState[" + this.id + " " + this.status + ", " + this.finished + " of " + this.total
				+ " finished, " + this.failed + " failed, " + this.cancelled + " cancelled]";
	}

}

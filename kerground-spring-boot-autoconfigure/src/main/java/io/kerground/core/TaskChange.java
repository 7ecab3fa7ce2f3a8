package io.kerground.core;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What is done with many tasks. Immutable.
 *
 * @param id the id of this change, by which a deletion is undone
 * @param kind what is done
 * @param queue the queue to move to, for {@link Kind#MOVE}
 * @since 0.1.0
 */
public record TaskChange(UUID id, Kind kind, @Nullable String queue) {

	/**
	 * Checks the queue.
	 * @throws IllegalArgumentException if a queue is missing, has not the form of a name
	 * or is given for something else than a move
	 */
	public TaskChange {
		if ((queue != null) != (kind == Kind.MOVE)) {
			throw new IllegalArgumentException("A queue is for a move, which needs it");
		}
		if (queue != null) {
			TaskNames.check("queue", queue);
		}
	}

	/**
	 * Returns a change that makes failed and cancelled tasks pending again.
	 * @return the change
	 */
	public static TaskChange retry() {
		return of(Kind.RETRY);
	}

	/**
	 * Returns a change that cancels tasks that have not ended.
	 * @return the change
	 */
	public static TaskChange cancel() {
		return of(Kind.CANCEL);
	}

	/**
	 * Returns a change that removes tasks that are not running. It can be undone for
	 * {@link TaskBulkOperations#UNDO_TIME}.
	 * @return the change
	 */
	public static TaskChange delete() {
		return of(Kind.DELETE);
	}

	/**
	 * Returns a change that puts tasks that wait into another queue.
	 * @param queue the name of the queue
	 * @return the change
	 */
	public static TaskChange moveTo(String queue) {
		return new TaskChange(UUID.randomUUID(), Kind.MOVE, queue);
	}

	private static TaskChange of(Kind kind) {
		return new TaskChange(UUID.randomUUID(), kind, null);
	}

	/**
	 * What can be done with many tasks.
	 */
	public enum Kind {

		/** Makes them pending again. */
		RETRY,

		/** Cancels them. */
		CANCEL,

		/** Removes them. */
		DELETE,

		/** Puts them into another queue. */
		MOVE;

		/**
		 * Returns the statuses that this can be done in.
		 * @return the statuses, in the order in which their tasks are looked for
		 */
		public List<TaskStatus> from() {
			return switch (this) {
				case RETRY -> List.of(TaskStatus.FAILED, TaskStatus.CANCELLED);
				case CANCEL -> List.of(TaskStatus.PENDING, TaskStatus.BLOCKED, TaskStatus.RUNNING);
				case DELETE -> List.of(TaskStatus.PENDING, TaskStatus.BLOCKED, TaskStatus.FINISHED, TaskStatus.FAILED,
						TaskStatus.CANCELLED);
				case MOVE -> List.of(TaskStatus.PENDING, TaskStatus.BLOCKED);
			};
		}

	}

}

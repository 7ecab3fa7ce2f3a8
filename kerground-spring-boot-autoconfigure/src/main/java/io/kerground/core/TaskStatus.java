package io.kerground.core;

/**
 * State of a stored task. {@link #canBecome} is the only transition table of the project;
 * the guards of the SQL statements and the constraints of the tables say the same.
 *
 * @since 0.1.0
 */
public enum TaskStatus {

	/**
	 * Waits for an earlier member of a sequential batch. Moved on by {@code unblock} when
	 * that member finished, cancelled with it otherwise.
	 */
	BLOCKED(1),

	/**
	 * Waits for its time and for a free slot. A task that is scheduled for later or waits
	 * for its next attempt is also pending. Moved on by {@code claim} or {@code cancel}.
	 */
	PENDING(2),

	/**
	 * Owned by one node, which runs its body or is about to. Moved on by the owner
	 * ({@code finish}, {@code retry}, {@code fail}, {@code snooze}, {@code release}), by
	 * {@code rescue} when the owner died, or by {@code cancel}.
	 */
	RUNNING(3),

	/**
	 * Ran to its end; the response is stored. Removed by {@code prune} or {@code delete}.
	 */
	FINISHED(4),

	/**
	 * Has no attempt left, or failed in a way that is not retried. Made pending again by
	 * {@code retry}, removed by {@code prune} or {@code delete}.
	 */
	FAILED(5),

	/**
	 * Cancelled by a caller, or with the batch member it waited for. Made pending again
	 * by {@code retry}, removed by {@code prune} or {@code delete}.
	 */
	CANCELLED(6);

	private static final TaskStatus[] VALUES = values();

	private final int code;

	TaskStatus(int code) {
		this.code = code;
	}

	/**
	 * Returns the number that the store keeps for this status. It never changes.
	 * @return the stored number
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Returns the status that the store keeps under the given number.
	 * @param code the stored number
	 * @return the status
	 * @throws IllegalArgumentException if no status has this number
	 */
	public static TaskStatus ofCode(int code) {
		for (TaskStatus status : VALUES) {
			if (status.code == code) {
				return status;
			}
		}
		throw new IllegalArgumentException("No task status has the code " + code);
	}

	/**
	 * Returns whether a task in this status has ended: it is moved again only by a
	 * caller.
	 * @return whether this is {@link #FINISHED}, {@link #FAILED} or {@link #CANCELLED}
	 */
	public boolean isFinal() {
		return this == FINISHED || this == FAILED || this == CANCELLED;
	}

	/**
	 * Returns whether a task may move from this status to the given one.
	 * @param next the status after the move
	 * @return whether some verb makes this move
	 */
	public boolean canBecome(TaskStatus next) {
		return switch (this) {
			case BLOCKED -> next == PENDING || next == CANCELLED;
			case PENDING -> next == RUNNING || next == CANCELLED;
			case RUNNING -> next == PENDING || next.isFinal();
			case FINISHED -> false;
			case FAILED, CANCELLED -> next == PENDING;
		};
	}

}

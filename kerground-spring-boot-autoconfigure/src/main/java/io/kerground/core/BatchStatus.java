package io.kerground.core;

/**
 * State of a batch.
 *
 * @since 0.1.0
 */
public enum BatchStatus {

	/**
	 * Has members that have not ended. A batch that has ended is open again when one of
	 * its failed or cancelled members is retried by hand.
	 */
	OPEN(3),

	/**
	 * All members finished, or it has none.
	 */
	FINISHED(4),

	/**
	 * All members have ended, and one of them failed.
	 */
	FAILED(5),

	/**
	 * All members have ended, none failed, and one was cancelled or deleted before its
	 * end.
	 */
	CANCELLED(6);

	private final int code;

	BatchStatus(int code) {
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
	public static BatchStatus ofCode(int code) {
		for (BatchStatus status : values()) {
			if (status.code == code) {
				return status;
			}
		}
		throw new IllegalArgumentException("No batch status has the code " + code);
	}

	/**
	 * Returns whether all members have ended.
	 * @return whether this is not {@link #OPEN}
	 */
	public boolean isFinal() {
		return this != OPEN;
	}

}

package io.kerground.jdbc;

/**
 * The due time and key of a row behind which a claim begins to read.
 *
 * @param runAt when the row is due, in milliseconds since 1970
 * @param seq the key of the row
 */
record ClaimCursor(long runAt, long seq) {

	static final ClaimCursor START = new ClaimCursor(Long.MIN_VALUE, 0);

	boolean isBefore(ClaimCursor other) {
		return this.runAt < other.runAt || (this.runAt == other.runAt && this.seq < other.seq);
	}

}

package io.kerground.jdbc;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where the tasks of a slice begin that may be started: what stands in front of a cursor
 * is of names that are closed. So a long run of tasks that nobody may start is passed
 * over once, not in each claim. Used by one thread at a time.
 */
final class ClaimCursors {

	/** More than that only come about when limits of many names are reached in turn. */
	private static final int MOST = 1000;

	private final Map<Key, ClaimCursor> cursors = new HashMap<>();

	/**
	 * Returns behind which row to read.
	 * @param closed the names that may not be started, beside those that never may
	 */
	ClaimCursor of(ReadySlice slice, Set<Integer> closed) {
		return this.cursors.getOrDefault(new Key(slice, closed), ClaimCursor.START);
	}

	void move(ReadySlice slice, Set<Integer> closed, ClaimCursor cursor) {
		if (this.cursors.size() >= MOST) {
			this.cursors.clear();
		}
		this.cursors.put(new Key(slice, closed), cursor);
	}

	/**
	 * Tells that a row of a slice is pending now, of a name that may be started unless it
	 * is closed.
	 */
	void madePending(ReadySlice slice, int name, long runAt, long seq) {
		ClaimCursor before = new ClaimCursor(runAt, seq - 1);
		this.cursors.replaceAll(
				(key, cursor) -> (key.slice().equals(slice) && !key.closed().contains(name) && before.isBefore(cursor))
						? before : cursor);
	}

	/**
	 * Tells that any row may be pending now.
	 */
	void clear() {
		this.cursors.clear();
	}

	private record Key(ReadySlice slice, Set<Integer> closed) {

	}

}

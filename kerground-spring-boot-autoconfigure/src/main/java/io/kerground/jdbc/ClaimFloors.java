package io.kerground.jdbc;

import java.util.HashMap;
import java.util.Map;

/**
 * Behind which row the slices are read where several nodes claim. Used by one thread.
 */
final class ClaimFloors {

	/*
	 * A row that was claimed leaves an entry in the index of ready tasks until the
	 * database vacuums. Read from its head, a slice would cost more with each task that
	 * was run, so it is read from where the claim before has ended. What other nodes make
	 * pending before that is found by the next look at everything, which comes a tenth of
	 * a second after the one before. New tasks need none: they are due now, and a floor
	 * stays a second behind, so that clocks may differ by that.
	 */

	private static final long NEVER = Long.MIN_VALUE;

	private static final long WHOLE_MILLIS = 100;

	private static final long SKEW_MILLIS = 1000;

	private final Map<ReadySlice, ClaimCursor> floors = new HashMap<>();

	private long wholeAt = NEVER;

	private boolean changedElsewhere;

	/**
	 * Begins a claim. Forgets the floors when it is time to look at everything.
	 */
	void begin(long now) {
		if (this.wholeAt == NEVER || now < this.wholeAt || now - this.wholeAt >= WHOLE_MILLIS) {
			forget();
			this.wholeAt = now;
			this.changedElsewhere = false;
		}
	}

	void forget() {
		this.floors.clear();
	}

	/**
	 * Notes that another node has changed something.
	 */
	void changedElsewhere() {
		this.changedElsewhere = true;
	}

	/**
	 * Returns when everything has to be looked at again.
	 */
	long wholeAgainAt() {
		return this.changedElsewhere ? this.wholeAt + WHOLE_MILLIS : Long.MAX_VALUE;
	}

	Map<ReadySlice, ClaimCursor> all() {
		return this.floors;
	}

	ClaimCursor of(ReadySlice slice) {
		return this.floors.getOrDefault(slice, ClaimCursor.START);
	}

	/**
	 * Notes that everything up to a row was claimed, by this node or another.
	 */
	void raise(ReadySlice slice, ClaimCursor row, long now) {
		ClaimCursor latest = new ClaimCursor(now - SKEW_MILLIS, 0);
		ClaimCursor floor = row.isBefore(latest) ? row : latest;
		this.floors.merge(slice, floor, (before, after) -> before.isBefore(after) ? after : before);
	}

	/**
	 * Notes that a row became pending.
	 */
	void madePending(ReadySlice slice, long runAt, long seq) {
		ClaimCursor before = new ClaimCursor(runAt, seq - 1);
		this.floors.computeIfPresent(slice, (present, floor) -> before.isBefore(floor) ? before : floor);
	}

}

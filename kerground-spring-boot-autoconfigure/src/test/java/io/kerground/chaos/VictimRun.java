package io.kerground.chaos;

import java.util.List;

/**
 * What became of one process. Times are those of the monotonic clock, which all processes
 * of a machine share.
 *
 * @param name the name of the victim with the number of its run
 * @param startedAt when the process was started
 * @param endedAt when it was told to end, just before the signal
 * @param stops when it was stopped for a while
 */
record VictimRun(String name, long startedAt, long endedAt, List<Stop> stops) {

	/**
	 * Returns whether the process could have lost its tasks by a time.
	 */
	boolean hadLostItsTasks(long nanos, long leaseNanos) {
		return this.endedAt <= nanos || this.stops.stream().anyMatch((stop) -> stop.from() + leaseNanos <= nanos);
	}

	/**
	 * Returns whether the process stood still at least so long between two moments.
	 */
	boolean stoodStillFor(long nanos, long from, long to) {
		return this.stops.stream()
			.anyMatch((stop) -> stop.to() - stop.from() >= nanos && stop.to() >= from && stop.from() + nanos <= to);
	}

	/**
	 * A time in which a process did not run.
	 */
	record Stop(long from, long to) {

	}

}

package io.kerground.core;

import java.time.Instant;

/**
 * The two clocks of Kerground. Due times and records use the wall clock, which may step;
 * leases, timeouts and waits use the monotonic one, which never does. Implementations are
 * safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface TaskClock {

	/**
	 * Returns the wall clock time.
	 * @return milliseconds since 1970-01-01T00:00Z
	 */
	long millis();

	/**
	 * Returns the monotonic time, whose zero has no meaning.
	 * @return nanoseconds
	 */
	long nanos();

	/**
	 * Returns the wall clock time as an instant.
	 * @return the time in milliseconds precision
	 */
	default Instant instant() {
		return Instant.ofEpochMilli(millis());
	}

	/**
	 * Returns the clocks of this machine.
	 * @return the system's clocks
	 */
	static TaskClock system() {
		return SystemTaskClock.INSTANCE;
	}

}

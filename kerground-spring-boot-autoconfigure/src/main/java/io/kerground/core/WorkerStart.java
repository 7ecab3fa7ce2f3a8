package io.kerground.core;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a worker is started with in place of what its code says; holds until it is
 * stopped. Immutable.
 *
 * @param interval the time from start to start, or null
 * @param delay the time from end to start, or null
 * @param delayBefore the pause before each run, or null
 * @param priority the priority of the runs, or null
 * @since 0.1.0
 */
public record WorkerStart(@Nullable Duration interval, @Nullable Duration delay, @Nullable Duration delayBefore,
		@Nullable TaskPriority priority) {

	/**
	 * What the code says.
	 */
	public static final WorkerStart AS_DECLARED = new WorkerStart(null, null, null, null);

	/**
	 * Checks the durations.
	 * @throws IllegalArgumentException if one is shorter than a millisecond
	 */
	public WorkerStart {
		check("interval", interval);
		check("delay", delay);
		check("delayBefore", delayBefore);
	}

	private static void check(String what, @Nullable Duration duration) {
		if (duration != null && duration.compareTo(Duration.ofMillis(1)) < 0) {
			throw new IllegalArgumentException("The " + what + " must be at least 1 ms, but is " + duration);
		}
	}

	/**
	 * Returns a start with another interval.
	 * @param interval the time from start to start
	 * @return the start
	 */
	public WorkerStart withInterval(Duration interval) {
		return new WorkerStart(interval, this.delay, this.delayBefore, this.priority);
	}

	/**
	 * Returns a start with another delay.
	 * @param delay the time from end to start
	 * @return the start
	 */
	public WorkerStart withDelay(Duration delay) {
		return new WorkerStart(this.interval, delay, this.delayBefore, this.priority);
	}

	/**
	 * Returns a start with another pause before each run.
	 * @param delayBefore the pause
	 * @return the start
	 */
	public WorkerStart withDelayBefore(Duration delayBefore) {
		return new WorkerStart(this.interval, this.delay, delayBefore, this.priority);
	}

	/**
	 * Returns a start with another priority.
	 * @param priority the priority of the runs
	 * @return the start
	 */
	public WorkerStart withPriority(TaskPriority priority) {
		return new WorkerStart(this.interval, this.delay, this.delayBefore, priority);
	}

}

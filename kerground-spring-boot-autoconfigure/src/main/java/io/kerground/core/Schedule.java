package io.kerground.core;

import java.time.Duration;
import java.time.ZoneId;
import java.util.function.LongUnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * When a worker's method runs by itself. Times are milliseconds since 1970. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface Schedule {

	/**
	 * No further tick.
	 */
	long NEVER = Long.MAX_VALUE;

	/**
	 * Returns the word for the kind of schedule.
	 * @return {@code cron}, {@code interval}, {@code delay} or {@code trigger}
	 */
	String kind();

	/**
	 * Returns what the schedule says, in one form for each meaning: nodes with different
	 * texts do not fire each other's ticks.
	 * @return the text
	 */
	String spec();

	/**
	 * Returns the first tick.
	 * @param now when the schedule begins
	 * @return when to run first, or {@link #NEVER}
	 */
	long first(long now);

	/**
	 * Returns this schedule with other durations, as a worker was started with.
	 * @param period in place of the interval or the delay, or null
	 * @param delayBefore in place of the pause before each run, or null
	 * @return the schedule; the same one when it has no durations
	 */
	default Schedule with(@Nullable Duration period, @Nullable Duration delayBefore) {
		return this;
	}

	/**
	 * Ticks at local times of a zone.
	 *
	 * @param expression the expression, for people
	 * @param zone whose local times it means
	 * @param next the first tick after a given time, or {@link #NEVER}
	 * @param misfire what becomes of missed ticks
	 * @param maxCatchUp how many missed ticks {@link MisfirePolicy#ALL} makes up for
	 */
	record Cron(String expression, ZoneId zone, LongUnaryOperator next, MisfirePolicy misfire,
			int maxCatchUp) implements Schedule {

		@Override
		public String kind() {
			return "cron";
		}

		@Override
		public String spec() {
			return this.expression;
		}

		@Override
		public long first(long now) {
			return this.next.applyAsLong(now);
		}

	}

	/**
	 * Ticks on a grid, from start to start.
	 *
	 * @param interval the distance of two ticks
	 * @param delayBefore by how much the grid is moved: the pause before each run lies
	 * inside the interval
	 * @param initialDelay how long to wait before the grid begins
	 * @param misfire what becomes of missed ticks
	 * @param maxCatchUp how many missed ticks {@link MisfirePolicy#ALL} makes up for
	 */
	record Interval(Duration interval, Duration delayBefore, Duration initialDelay, MisfirePolicy misfire,
			int maxCatchUp) implements Schedule {

		@Override
		public String kind() {
			return "interval";
		}

		@Override
		public String spec() {
			return this.interval + (this.delayBefore.isZero() ? "" : " before " + this.delayBefore);
		}

		@Override
		public long first(long now) {
			return now + this.initialDelay.toMillis() + this.delayBefore.toMillis();
		}

		@Override
		public Schedule with(@Nullable Duration period, @Nullable Duration delayBefore) {
			return new Interval((period != null) ? period : this.interval,
					(delayBefore != null) ? delayBefore : this.delayBefore, this.initialDelay, this.misfire,
					this.maxCatchUp);
		}

	}

	/**
	 * Ticks some time after the end of the run before.
	 *
	 * @param delay the pause after each run
	 * @param delayBefore the pause before each run, the first one too
	 * @param initialDelay how long to wait before all that
	 */
	record Delay(Duration delay, Duration delayBefore, Duration initialDelay) implements Schedule {

		@Override
		public String kind() {
			return "delay";
		}

		@Override
		public String spec() {
			return this.delay + (this.delayBefore.isZero() ? "" : " before " + this.delayBefore);
		}

		@Override
		public long first(long now) {
			return now + this.initialDelay.toMillis() + this.delayBefore.toMillis();
		}

		/**
		 * Returns the tick that follows a run.
		 * @param end when the run ended
		 * @return when to run again
		 */
		public long afterEnd(long end) {
			return end + this.delay.toMillis() + this.delayBefore.toMillis();
		}

		@Override
		public Schedule with(@Nullable Duration period, @Nullable Duration delayBefore) {
			return new Delay((period != null) ? period : this.delay,
					(delayBefore != null) ? delayBefore : this.delayBefore, this.initialDelay);
		}

	}

	/**
	 * Never ticks: runs only when it is triggered.
	 *
	 * @param dropWhileRunning whether a trigger during a run is dropped; otherwise it
	 * gives exactly one more run
	 */
	record OnTrigger(boolean dropWhileRunning) implements Schedule {

		@Override
		public String kind() {
			return "trigger";
		}

		@Override
		public String spec() {
			return "";
		}

		@Override
		public long first(long now) {
			return NEVER;
		}

	}

}

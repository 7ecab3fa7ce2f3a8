package io.kerground.engine;

import java.time.Duration;
import java.util.function.Consumer;

import io.kerground.core.TaskClock;
import io.kerground.core.TaskLatencyEvent;
import io.kerground.core.TaskQueries;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when due tasks wait too long for a slot, once for each time that a limit is
 * passed. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class LatencyWatch {

	private static final Logger logger = LoggerFactory.getLogger(LatencyWatch.class);

	private final TaskQueries store;

	private final TaskClock clock;

	private final Duration warn;

	private final Duration critical;

	private final Consumer<TaskLatencyEvent> listener;

	private Level told = Level.OK;

	/**
	 * Creates a watch.
	 * @param store tells how long the oldest due task has waited
	 * @param clock tells the time
	 * @param warn how long it may wait before it is warned of; zero for never
	 * @param critical how long it may wait before it is told as an error; zero for never
	 * @param listener hears of each limit that is passed
	 */
	public LatencyWatch(TaskQueries store, TaskClock clock, Duration warn, Duration critical,
			Consumer<TaskLatencyEvent> listener) {
		this.store = store;
		this.clock = clock;
		this.warn = warn;
		this.critical = critical;
		this.listener = listener;
	}

	/**
	 * Looks once.
	 */
	public synchronized void runOnce() {
		Duration age = this.store.stats().oldestReadyAge();
		Level level = level(age);
		if (age != null && level.compareTo(this.told) > 0) {
			tell(age, level);
			this.told = level;
		}
		if (level == Level.OK) {
			this.told = Level.OK;
		}
	}

	private void tell(Duration age, Level level) {
		boolean isCritical = level == Level.CRITICAL;
		String text = "The oldest due task has waited {} for a slot: make the pool larger (kerground.pool.size), add"
				+ " a process, or look for tasks that run long or that no worker knows";
		if (isCritical) {
			logger.error(text, age);
		}
		else {
			logger.warn(text, age);
		}
		try {
			this.listener.accept(new TaskLatencyEvent(age, isCritical ? this.critical : this.warn, isCritical,
					this.clock.instant()));
		}
		catch (RuntimeException ex) {
			logger.warn("A listener failed on waiting tasks", ex);
		}
	}

	/**
	 * Returns what a wait means.
	 * @param age how long the oldest due task has waited, or null when none waits
	 * @return whether that is too long
	 */
	public Level level(@Nullable Duration age) {
		if (isLonger(age, this.critical)) {
			return Level.CRITICAL;
		}
		return isLonger(age, this.warn) ? Level.WARN : Level.OK;
	}

	private static boolean isLonger(@Nullable Duration age, Duration limit) {
		return age != null && !limit.isZero() && age.compareTo(limit) > 0;
	}

	/**
	 * Whether tasks wait too long.
	 */
	public enum Level {

		/**
		 * No task does.
		 */
		OK,

		/**
		 * Longer than {@code kerground.latency.warn}.
		 */
		WARN,

		/**
		 * Longer than {@code kerground.latency.critical}.
		 */
		CRITICAL

	}

}

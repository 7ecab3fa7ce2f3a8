package io.kerground.jdbc;

import java.util.concurrent.TimeUnit;

import io.kerground.core.TaskClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A time in which the store can't be written: when to try again, and what the log is
 * told. Changed on the writer's thread only, read by all.
 */
final class StoreOutage {

	private static final Logger logger = LoggerFactory.getLogger(StoreOutage.class);

	private static final long MIN_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long MAX_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final String store;

	private final TaskClock clock;

	private volatile @Nullable String failure;

	private long begunAt;

	private long loggedAt;

	private long retryAt;

	private long backoff = MIN_BACKOFF_NANOS;

	private int failures;

	StoreOutage(String store, TaskClock clock) {
		this.store = store;
		this.clock = clock;
	}

	/**
	 * Returns why the latest group of writes failed, or null when it did not.
	 */
	@Nullable String failure() {
		return this.failure;
	}

	boolean isPresent() {
		return this.failure != null;
	}

	/**
	 * Returns how many groups of writes have failed in a row.
	 */
	int failures() {
		return this.failures;
	}

	/**
	 * Returns how long to wait before the next try; 0 or less when it is time.
	 */
	long nanosToRetry() {
		return this.retryAt - this.clock.nanos();
	}

	/**
	 * Notes a failed group of writes. Only the first one is told with its cause, the next
	 * ones at most once a minute.
	 * @param waiting how many outcomes of tasks wait to be stored
	 */
	void failed(String text, int waiting, Throwable ex) {
		long now = this.clock.nanos();
		boolean first = this.failure == null;
		this.failure = text;
		this.failures++;
		this.retryAt = now + this.backoff;
		this.backoff = Math.min(MAX_BACKOFF_NANOS, this.backoff * 2);
		if (first) {
			this.begunAt = now;
			this.loggedAt = now;
			logger.warn("{}; tries go on, {} outcomes of tasks wait", text, waiting, ex);
		}
		else if (now - this.loggedAt >= LOG_NANOS) {
			this.loggedAt = now;
			logger.warn("{}, for {} s now; tries go on, {} outcomes of tasks wait", text, seconds(now), waiting);
		}
		else {
			logger.debug("{}", text, ex);
		}
	}

	/**
	 * Notes a group of writes that was committed.
	 * @param outcomes how many outcomes of tasks it stored
	 */
	void ended(int outcomes) {
		if (this.failure != null) {
			this.failure = null;
			this.failures = 0;
			this.backoff = MIN_BACKOFF_NANOS;
			logger.info("The task store {} can be written again after {} s; {} outcomes of tasks were stored",
					this.store, seconds(this.clock.nanos()), outcomes);
		}
	}

	private long seconds(long now) {
		return TimeUnit.NANOSECONDS.toSeconds(now - this.begunAt);
	}

}

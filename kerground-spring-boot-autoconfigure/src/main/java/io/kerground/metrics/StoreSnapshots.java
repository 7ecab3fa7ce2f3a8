package io.kerground.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.kerground.core.KergroundException;
import io.kerground.core.StoreState;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskQueries;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the store at most once a second, however many gauges are read. While one
 * thread looks, others get what was seen before.
 */
final class StoreSnapshots {

	private static final long MAX_AGE = Duration.ofSeconds(1).toNanos();

	private final TaskQueries store;

	private final TaskClock clock;

	private final Consumer<Snapshot> listener;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable Snapshot latest;

	/**
	 * Creates the snapshots.
	 * @param store what to look at
	 * @param clock tells the age of a snapshot
	 * @param listener hears of each new snapshot
	 */
	StoreSnapshots(TaskQueries store, TaskClock clock, Consumer<Snapshot> listener) {
		this.store = store;
		this.clock = clock;
		this.listener = listener;
	}

	Snapshot get() {
		Snapshot snapshot = this.latest;
		if (snapshot == null) {
			this.lock.lock();
		}
		else if (isFresh(snapshot) || !this.lock.tryLock()) {
			return snapshot;
		}
		try {
			snapshot = this.latest;
			return (snapshot != null && isFresh(snapshot)) ? snapshot : look();
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isFresh(Snapshot snapshot) {
		return this.clock.nanos() - snapshot.nanos < MAX_AGE;
	}

	private Snapshot look() {
		Snapshot next;
		try {
			TaskStats stats = this.store.stats();
			next = new Snapshot(stats.byQueue(), stats.oldestReadyAge(), this.store.state(), this.clock.nanos());
		}
		catch (KergroundException ex) {
			next = new Snapshot(Map.of(), null, null, this.clock.nanos());
		}
		this.latest = next;
		this.listener.accept(next);
		return next;
	}

	/**
	 * What the store held at one moment.
	 *
	 * @param queues the counts by queue
	 * @param oldestReadyAge how long the oldest due task had waited, or null
	 * @param state how the store was, or null when it could not be read
	 * @param nanos when it was looked at
	 */
	record Snapshot(Map<String, Map<TaskStatus, Long>> queues, @Nullable Duration oldestReadyAge,
			@Nullable StoreState state, long nanos) {

		/**
		 * Returns a count, or NaN when the store could not be read.
		 */
		double tasks(String queue, TaskStatus status) {
			return (this.state != null) ? this.queues.getOrDefault(queue, Map.of()).getOrDefault(status, 0L)
					: Double.NaN;
		}

		double readyAge() {
			if (this.state == null) {
				return Double.NaN;
			}
			return (this.oldestReadyAge != null) ? this.oldestReadyAge.toMillis() / 1000.0 : 0;
		}

		double wal() {
			return (this.state != null && this.state.walSize() >= 0) ? this.state.walSize() : Double.NaN;
		}

	}

}

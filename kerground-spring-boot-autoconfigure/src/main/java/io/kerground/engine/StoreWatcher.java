package io.kerground.engine;

import java.util.Set;
import java.util.UUID;

import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskSignals;

/**
 * Looks for what no signal of this process tells: tasks that become due, writes of other
 * processes, and bodies that take too long.
 */
final class StoreWatcher {

	private static final long SECOND_NANOS = 1_000_000_000L;

	private static final long MILLI_NANOS = 1_000_000L;

	/** The pause after another process has written lately, or while somebody waits. */
	static final long ALERT_PAUSE_NANOS = 20_000_000L;

	/** The pause otherwise: each look costs a hundredth of a percent of a processor. */
	static final long CALM_PAUSE_NANOS = 50_000_000L;

	private static final long ALERT_NANOS = 10 * SECOND_NANOS;

	private final TaskRepository repository;

	private final TaskSignals signals;

	private final TaskDispatcher dispatcher;

	private final TaskClock clock;

	private final long pollNanos;

	private long polledAt;

	private long flushedAt;

	private long alertUntil;

	private volatile long owner;

	StoreWatcher(TaskRepository repository, TaskSignals signals, TaskDispatcher dispatcher, TaskClock clock,
			EngineSettings settings) {
		this.repository = repository;
		this.signals = signals;
		this.dispatcher = dispatcher;
		this.clock = clock;
		this.pollNanos = settings.pollInterval().toNanos();
		this.polledAt = clock.nanos();
		this.flushedAt = this.polledAt;
		this.alertUntil = this.polledAt;
	}

	void watchFor(long owner) {
		this.owner = owner;
	}

	/**
	 * Looks once.
	 * @return whether somebody else may have written
	 */
	boolean runOnce() {
		long now = this.clock.nanos();
		this.dispatcher.watch();
		if (now - this.flushedAt >= SECOND_NANOS) {
			this.flushedAt = now;
			this.dispatcher.flushProgress();
		}
		boolean poll = now - this.polledAt >= this.pollNanos;
		boolean changed = this.repository.changedElsewhere();
		if (changed) {
			this.alertUntil = now + ALERT_NANOS;
		}
		if (poll || changed) {
			this.polledAt = poll ? now : this.polledAt;
			look();
			return true;
		}
		if (this.dispatcher.nextDue() <= this.clock.millis()) {
			this.repository.requestClaim();
		}
		return false;
	}

	/**
	 * Returns how long to wait before the next look.
	 */
	long pauseNanos() {
		boolean alert = this.clock.nanos() - this.alertUntil < 0 || !this.signals.awaited().isEmpty();
		long pause = alert ? ALERT_PAUSE_NANOS : CALM_PAUSE_NANOS;
		long due = this.dispatcher.nextDue();
		long now = this.clock.millis();
		// the next task that is due begins in time
		return (due > now && due - now < pause / MILLI_NANOS) ? (due - now) * MILLI_NANOS : pause;
	}

	private void look() {
		this.repository.requestClaim();
		Set<UUID> awaited = this.signals.awaited();
		if (!awaited.isEmpty()) {
			this.repository.ended(awaited).forEach(this.signals::ended);
		}
		if (this.owner != 0) {
			this.dispatcher.recheck(this.owner);
		}
	}

}

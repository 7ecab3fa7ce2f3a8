package io.kerground.engine;

import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;

/**
 * Tells the store that this node lives, and notices when it was taken for dead all the
 * same, or may have been because its beats do not get through.
 */
final class NodeBeat {

	static final int BEATS_IN_LEASE = 6;

	/** Observers have waited one beat longer at most, so two are left to end bodies. */
	private static final int BEATS_OF_PATIENCE = BEATS_IN_LEASE - 3;

	private final TaskRepository repository;

	private final TaskClock clock;

	private final long interval;

	private volatile long owner;

	private volatile boolean trying;

	private volatile long triedSince;

	private volatile boolean givenUp;

	NodeBeat(TaskRepository repository, TaskClock clock, EngineSettings settings) {
		this.repository = repository;
		this.clock = clock;
		this.interval = settings.lease().toNanos() / BEATS_IN_LEASE;
	}

	/**
	 * Returns how many nanoseconds lie between two beats.
	 */
	long interval() {
		return this.interval;
	}

	void beatFor(long owner) {
		this.owner = owner;
		this.givenUp = false;
		this.trying = false;
	}

	/**
	 * Beats once.
	 * @return whether this node goes on; false when it was taken for dead, or has given
	 * up and the store answers again, so that it has to come back under a new id
	 */
	boolean runOnce() {
		if (!this.trying) {
			this.triedSince = this.clock.nanos();
			this.trying = true;
		}
		boolean registered = this.repository.beat(this.owner);
		this.trying = false;
		return registered && !this.givenUp;
	}

	/**
	 * Returns whether the beats of this node have not got through for so long that others
	 * may take it for dead soon. A process that was stopped meanwhile is not overdue
	 * before its next beat fails.
	 */
	boolean isOverdue() {
		return this.trying && this.clock.nanos() - this.triedSince > BEATS_OF_PATIENCE * this.interval;
	}

	/**
	 * Makes the next beat that gets through bring this node back under a new id.
	 * @return whether that is new
	 */
	boolean giveUp() {
		boolean first = !this.givenUp;
		this.givenUp = true;
		return first;
	}

}

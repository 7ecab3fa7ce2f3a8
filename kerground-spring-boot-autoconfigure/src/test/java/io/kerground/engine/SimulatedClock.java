package io.kerground.engine;

import io.kerground.core.TaskClock;

/**
 * The clocks of one machine in a simulation: the monotonic one runs as fast as the
 * world's, the wall clock may be set.
 */
final class SimulatedClock implements TaskClock {

	private static final long EPOCH_MILLIS = 1_767_225_600_000L;

	private static final long NANOS_IN_MILLI = 1_000_000L;

	private final Simulation world;

	private final long start;

	private long shift;

	SimulatedClock(Simulation world, long start) {
		this.world = world;
		this.start = start;
	}

	/**
	 * Sets the wall clock forward or back.
	 */
	void step(long millis) {
		this.shift += millis;
	}

	/**
	 * Sets the wall clock to a distance from the true time.
	 */
	void setShift(long millis) {
		this.shift = millis;
	}

	@Override
	public long millis() {
		return EPOCH_MILLIS + this.world.nanos() / NANOS_IN_MILLI + this.shift;
	}

	@Override
	public long nanos() {
		return this.start + this.world.nanos();
	}

}

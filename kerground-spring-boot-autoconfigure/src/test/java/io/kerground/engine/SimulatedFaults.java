package io.kerground.engine;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskOutcome;
import io.kerground.simulation.StoreFaults;

/**
 * What goes wrong between one simulated process and the store: single failures, and whole
 * times in which every group fails in the same way.
 */
final class SimulatedFaults implements StoreFaults {

	private static final Fault[] KINDS = Fault.values();

	private final Simulation world;

	private final SimulatedNode node;

	private Fault lasting = Fault.NONE;

	private long until;

	SimulatedFaults(Simulation world, SimulatedNode node) {
		this.world = world;
		this.node = node;
	}

	/**
	 * Lets every group fail for a while.
	 */
	void fail(Fault kind, long nanos) {
		this.lasting = kind;
		this.until = this.world.nanos() + nanos;
	}

	@Override
	public Fault group() {
		if (this.world.isCalm()) {
			return Fault.NONE;
		}
		Fault fault = Fault.NONE;
		if (this.lasting != Fault.NONE && this.world.nanos() < this.until) {
			fault = this.lasting;
		}
		else if (this.world.random().nextInt(128) == 0) {
			fault = KINDS[this.world.random().nextInt(KINDS.length)];
		}
		if (fault != Fault.NONE) {
			this.world.count("store " + fault);
		}
		return fault;
	}

	@Override
	public boolean read() {
		if (this.world.isCalm()) {
			return false;
		}
		boolean fails = this.lasting == Fault.BUSY && this.world.nanos() < this.until
				&& this.world.random().nextInt(4) == 0;
		if (fails) {
			this.world.count("read failed");
		}
		return fails;
	}

	@Override
	public boolean wakeUp() {
		if (!this.world.isAllWell() && this.world.random().nextInt(32) == 0) {
			this.world.count("wake-up lost");
			return true;
		}
		return false;
	}

	@Override
	public void settles(ClaimedTask task, TaskOutcome outcome) {
		if (!this.node.isGone()) {
			this.world.rules().settles(this.node, task, outcome);
		}
	}

}

package io.kerground.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskIntake;
import io.kerground.core.TaskOutcome;

/**
 * A node's side of the store that takes as many tasks as a test allows.
 */
final class TestIntake implements TaskIntake {

	/** After how many crashes the tests' nodes suspect a task. */
	private static final int SUSPECT_CRASHES = 2;

	final BlockingQueue<ClaimedTask> claimed = new LinkedBlockingQueue<>();

	final BlockingQueue<Settled> settled = new LinkedBlockingQueue<>();

	final List<Integer> claimSizes = new ArrayList<>();

	volatile ClaimDemand demand = ClaimDemand.NOTHING;

	volatile long nextDue;

	final AtomicInteger notClaimed = new AtomicInteger();

	static ClaimDemand slots(int slots) {
		return ClaimDemand.ofSlots(slots);
	}

	@Override
	public ClaimDemand demand() {
		return this.demand;
	}

	@Override
	public synchronized void claimed(List<ClaimedTask> tasks, long nextDue) {
		ClaimDemand before = this.demand;
		int size = tasks.size();
		int suspects = (int) tasks.stream().filter((task) -> task.crashes() >= SUSPECT_CRASHES).count();
		this.demand = new ClaimDemand(before.critical() - size, before.high() - size, before.normal() - size,
				before.low() - size, before.ahead(), Math.max(0, before.suspects() - suspects));
		this.nextDue = nextDue;
		this.claimSizes.add(size);
		this.claimed.addAll(tasks);
	}

	@Override
	public void notClaimed() {
		this.notClaimed.incrementAndGet();
	}

	@Override
	public void settled(ClaimedTask task, TaskOutcome outcome, boolean won) {
		this.settled.add(new Settled(task, outcome, won));
	}

	ClaimedTask take() {
		return poll(this.claimed);
	}

	Settled takeSettled() {
		return poll(this.settled);
	}

	private static <T> T poll(BlockingQueue<T> queue) {
		try {
			T next = queue.poll(Duration.ofSeconds(20).toSeconds(), TimeUnit.SECONDS);
			if (next == null) {
				throw new AssertionError("Nothing came from the store");
			}
			return next;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	record Settled(ClaimedTask task, TaskOutcome outcome, boolean won) {

	}

}

package io.kerground.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskIntake;
import io.kerground.core.TaskOutcome;

import static org.awaitility.Awaitility.await;

/**
 * An intake that takes every task and runs none.
 */
final class RecordingIntake implements TaskIntake {

	final AtomicInteger asked = new AtomicInteger();

	final List<ClaimedTask> tasks = new CopyOnWriteArrayList<>();

	@Override
	public ClaimDemand demand() {
		this.asked.incrementAndGet();
		return ClaimDemand.ofSlots(10);
	}

	@Override
	public void claimed(List<ClaimedTask> tasks, long nextDue) {
		this.tasks.addAll(tasks);
	}

	@Override
	public void notClaimed() {
		throw new IllegalStateException("Nothing fails here");
	}

	@Override
	public void settled(ClaimedTask task, TaskOutcome outcome, boolean won) {
		throw new IllegalStateException("Nothing is settled here");
	}

	ClaimedTask awaitClaim() {
		await().until(() -> !this.tasks.isEmpty());
		return this.tasks.get(0);
	}

}

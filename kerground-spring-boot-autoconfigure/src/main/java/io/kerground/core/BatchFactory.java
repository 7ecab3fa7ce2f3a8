package io.kerground.core;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Makes a storable batch of one that is to be sent.
 */
final class BatchFactory {

	private final TaskFactory tasks;

	private final TaskIds ids;

	private final TaskClock clock;

	BatchFactory(TaskFactory tasks, TaskIds ids, TaskClock clock) {
		this.tasks = tasks;
		this.ids = ids;
		this.clock = clock;
	}

	NewBatch create(TaskBatch batch) {
		int size = batch.size();
		if (size > TaskBatch.LIMIT) {
			throw new IllegalArgumentException("The batch holds " + size + " tasks and batches, more than "
					+ TaskBatch.LIMIT + ": send several batches");
		}
		return convert(batch);
	}

	private NewBatch convert(TaskBatch batch) {
		UUID ownId = batch.ownId();
		List<NewBatch.Member> members = batch.members().stream().map(this::member).toList();
		List<NewBatch.Follower> followers = batch.followers().stream().map(this::follower).toList();
		return new NewBatch((ownId != null) ? ownId : this.ids.next(), batch.isSequential(), batch.isStopping(),
				this.clock.millis(), members, followers);
	}

	private NewBatch.Member member(Object member) {
		return (member instanceof TaskBatch inner) ? new NewBatch.Member(null, convert(inner))
				: new NewBatch.Member(this.tasks.create((TaskRequest) member), null);
	}

	private NewBatch.Follower follower(TaskBatch.Follower follower) {
		return new NewBatch.Follower(follower.moment(), this.tasks.create(follower.task()),
				millis(follower.task().delay()));
	}

	private static long millis(@Nullable Duration delay) {
		if (delay == null || delay.isNegative()) {
			return 0;
		}
		// no task needs to wait longer than a thousand years
		Duration longest = Duration.ofDays(365_000);
		return ((delay.compareTo(longest) < 0) ? delay : longest).toMillis();
	}

}

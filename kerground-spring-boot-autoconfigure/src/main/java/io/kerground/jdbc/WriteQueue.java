package io.kerground.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for the writer: added by all threads, taken by the writer's, which also
 * keeps here the outcomes that could not be stored.
 */
final class WriteQueue {

	private static final Logger logger = LoggerFactory.getLogger(GroupCommit.class);

	private static final int MAX_SETTLEMENTS = 10_000;

	private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final Queue<SendCommand> sends = new ConcurrentLinkedQueue<>();

	private final AtomicInteger waitingSends = new AtomicInteger();

	private final Queue<StoreCommand<?>> commands = new ConcurrentLinkedQueue<>();

	private final Queue<Settlement> settlements = new ConcurrentLinkedQueue<>();

	private final Queue<ClaimedTask> begun = new ConcurrentLinkedQueue<>();

	private final Queue<TaskEvent> told = new ConcurrentLinkedQueue<>();

	private final Backlog backlog = new Backlog(MAX_SETTLEMENTS);

	private final TaskClock clock;

	private List<Settlement> kept = new ArrayList<>();

	private long keptUntil;

	private volatile boolean claimRequested;

	WriteQueue(TaskClock clock) {
		this.clock = clock;
		this.keptUntil = clock.nanos();
	}

	void add(SendCommand command) {
		this.sends.add(command);
		this.waitingSends.incrementAndGet();
	}

	/**
	 * Returns how many callers wait for what they have sent.
	 */
	int sends() {
		return this.waitingSends.get();
	}

	void add(StoreCommand<?> command) {
		this.commands.add(command);
	}

	/**
	 * Adds an outcome; waits while there are too many and the store can be written.
	 */
	void add(Settlement settlement) {
		this.backlog.add();
		this.settlements.add(settlement);
	}

	/**
	 * Adds a task whose body began, which is no reason for a group of its own.
	 */
	void addBegun(ClaimedTask task) {
		this.begun.add(task);
	}

	/**
	 * Adds moves that are committed already and only have to be told.
	 */
	void addTold(List<TaskEvent> events) {
		this.told.addAll(events);
	}

	void requestClaim() {
		this.claimRequested = true;
	}

	boolean isClaimRequested() {
		return this.claimRequested;
	}

	boolean isEmpty() {
		return this.sends.isEmpty() && this.commands.isEmpty() && this.settlements.isEmpty();
	}

	/**
	 * Takes everything that waits.
	 * @param outage whether the store can't be written, so that only a caller or the next
	 * try is a reason for a group of writes
	 * @param due whether it is time for the next try
	 * @param last whether there may be no later group
	 * @return the group, or null when there is no reason for one
	 */
	@Nullable WriteGroup take(boolean outage, boolean due, boolean last) {
		boolean reason = outage && due && !last;
		if (this.claimRequested && (due || !outage)) {
			this.claimRequested = false;
			reason = true;
		}
		List<Settlement> settled = this.kept;
		reason |= !settled.isEmpty() && (last || (outage ? due : nanosToRetry() <= 0));
		this.kept = new ArrayList<>();
		for (Settlement next = this.settlements.poll(); next != null; next = this.settlements.poll()) {
			settled.add(next);
			reason |= due || last || !outage;
		}
		WriteGroup group = new WriteGroup(settled);
		for (SendCommand next = this.sends.poll(); next != null; next = this.sends.poll()) {
			group.sends().add(next);
		}
		this.waitingSends.addAndGet(-group.sends().size());
		for (StoreCommand<?> next = this.commands.poll(); next != null; next = this.commands.poll()) {
			group.commands().add(next);
		}
		if (!reason && group.sends().isEmpty() && group.commands().isEmpty()) {
			this.kept = settled;
			return null;
		}
		for (ClaimedTask next = this.begun.poll(); next != null; next = this.begun.poll()) {
			group.begun().add(next);
		}
		for (TaskEvent next = this.told.poll(); next != null; next = this.told.poll()) {
			group.told().add(next);
		}
		return group;
	}

	/**
	 * Keeps of a group that failed what nobody else knows, for the next try.
	 */
	void keep(WriteGroup group) {
		this.kept = group.settlements();
		this.begun.addAll(group.begun());
		this.told.addAll(group.told());
	}

	/**
	 * Keeps outcomes that the database refuses for a while.
	 * @param last whether there is no later group
	 */
	void keepRefused(List<Settlement> refused, boolean last) {
		if (last) {
			logger.error("{} outcomes of tasks were refused by the store that is closed; these tasks run again",
					refused.size());
			return;
		}
		this.kept.addAll(refused);
		this.keptUntil = this.clock.nanos() + REFUSED_NANOS;
	}

	/**
	 * Returns how many outcomes are kept.
	 */
	int kept() {
		return this.kept.size();
	}

	/**
	 * Returns how long the kept outcomes wait for their next try.
	 */
	long nanosToRetry() {
		return this.keptUntil - this.clock.nanos();
	}

	/**
	 * Notes that outcomes were stored.
	 * @param unlimited whether nobody who adds one may be held up
	 */
	void stored(int outcomes, boolean unlimited) {
		this.backlog.remove(outcomes);
		this.backlog.setUnlimited(unlimited);
	}

	/**
	 * Holds nobody up any more who adds an outcome.
	 */
	void admitAll() {
		this.backlog.setUnlimited(true);
	}

}

package io.kerground.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.CommitListener;
import io.kerground.core.KergroundClosedException;
import io.kerground.core.KergroundException;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.SendReceipt;
import io.kerground.core.StoreException;
import io.kerground.core.StoreState;
import io.kerground.core.StoredResult;
import io.kerground.core.Task;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskConflictException;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskFailedEvent;
import io.kerground.core.TaskFinishedEvent;
import io.kerground.core.TaskIntake;
import io.kerground.core.TaskNotFoundException;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskProgress;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskReleasedEvent;
import io.kerground.core.TaskRetriedEvent;
import io.kerground.core.TaskSnoozedEvent;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;

/**
 * One process's connection to a model store. Writes that nobody waits for are gathered
 * until {@link #runOnce} or until somebody waits, as the writer of the store on SQLite
 * does.
 */
public final class ModelTaskRepository implements SteppedRepository {

	private static final long MIN_BACKOFF_NANOS = 50_000_000L;

	private static final long MAX_BACKOFF_NANOS = 5_000_000_000L;

	private final Deque<Send> lateSends = new ArrayDeque<>();

	private final List<ClaimedTask> begun = new ArrayList<>();

	private final List<Runnable> progress = new ArrayList<>();

	private final ModelStore store;

	private final TaskClock clock;

	private final CommitListener listener;

	private final StoreFaults faults;

	private final ScheduleRepository schedules;

	private final List<Settlement> recalls = new ArrayList<>();

	private List<Settlement> settlements = new ArrayList<>();

	private boolean settledSince;

	private ClaimScope scope;

	private TaskIntake intake;

	private TaskIntake lastIntake;

	private boolean claimRequested;

	private boolean changedElsewhere;

	private boolean eager;

	private boolean closed;

	private long backoff = MIN_BACKOFF_NANOS;

	private long retryAt;

	private long ownCommits;

	private long seenForeign;

	private long nextDue = Long.MAX_VALUE;

	ModelTaskRepository(ModelStore store, TaskClock clock, CommitListener listener, StoreFaults faults) {
		this.store = store;
		this.clock = clock;
		this.listener = listener;
		this.faults = faults;
		this.seenForeign = store.commits;
		this.schedules = new ModelScheduleRepository(this, store.schedules);
	}

	/**
	 * Writes at once whatever is asked for, as an idle writer does.
	 */
	public ModelTaskRepository eager() {
		this.eager = true;
		return this;
	}

	@Override
	public boolean runOnce() {
		boolean again = this.settledSince || !this.recalls.isEmpty()
				|| (!this.settlements.isEmpty() && this.clock.nanos() - this.retryAt >= 0);
		if (!this.claimRequested && !again && this.lateSends.isEmpty() && this.progress.isEmpty()) {
			return false;
		}
		try {
			group(null, null, this.faults.group());
		}
		catch (StoreException ex) {
			// nobody waits
			this.settledSince = false;
		}
		return true;
	}

	/**
	 * Returns whether outcomes wait to be stored.
	 */
	public boolean hasSettlements() {
		return !this.settlements.isEmpty();
	}

	@Override
	public List<SendReceipt> send(List<NewTask> tasks) {
		if (tasks.size() > SEND_LIMIT) {
			throw new IllegalArgumentException("At most " + SEND_LIMIT + " tasks are sent at once");
		}
		refuseWhenClosed();
		if (tasks.isEmpty()) {
			return List.of();
		}
		Send send = new Send(tasks);
		StoreFaults.Fault fault = this.faults.group();
		if (fault == StoreFaults.Fault.LATE) {
			this.lateSends.add(send);
			throw StoreException.outcomeUnknown("The model store is late", null);
		}
		group(send, null, fault);
		if (send.failure != null) {
			throw send.failure;
		}
		return send.receipts;
	}

	<T> T write(Supplier<T> move) {
		refuseWhenClosed();
		List<T> answer = new ArrayList<>(1);
		StoreFaults.Fault fault = this.faults.group();
		group(null, () -> answer.add(move.get()), (fault == StoreFaults.Fault.LATE) ? StoreFaults.Fault.BUSY : fault);
		return answer.get(0);
	}

	private void group(Send send, Runnable command, StoreFaults.Fault fault) {
		if (fault == StoreFaults.Fault.BUSY) {
			fail(false);
		}
		lookElsewhere();
		if (fault == StoreFaults.Fault.FULL || fault == StoreFaults.Fault.UNKNOWN_NOT_STORED) {
			failAfterAsking(fault == StoreFaults.Fault.UNKNOWN_NOT_STORED);
		}
		boolean told = fault != StoreFaults.Fault.UNKNOWN_STORED;
		List<Send> sends = new ArrayList<>(this.lateSends);
		this.lateSends.clear();
		if (send != null) {
			sends.add(send);
		}
		this.claimRequested = false;
		this.store.begin(this.clock.millis());
		writeSettlements(this.recalls);
		this.recalls.clear();
		List<Settled> settled = writeSettlements(this.settlements);
		for (ClaimedTask task : this.begun) {
			this.store.begun(task);
		}
		this.begun.clear();
		List<ClaimedTask> claimed = new ArrayList<>();
		TaskIntake asked = claimAndSend(sends, claimed);
		this.progress.forEach(Runnable::run);
		this.progress.clear();
		if (command != null) {
			command.run();
		}
		long before = this.store.commits;
		List<TaskEvent> events = this.store.commit();
		this.ownCommits += this.store.commits - before;
		if (!told) {
			recall(claimed);
			failInDoubt(asked);
		}
		this.settlements = new ArrayList<>();
		this.settledSince = false;
		this.backoff = MIN_BACKOFF_NANOS;
		deliver(asked, claimed, settled, events);
	}

	/**
	 * Gives the tasks of a commit in doubt back with the next group, for nobody hears of
	 * them.
	 */
	private void recall(List<ClaimedTask> claimed) {
		if (!this.store.has(PlantedBug.CLAIMS_IN_DOUBT_FORGOTTEN)) {
			claimed.forEach((task) -> this.recalls.add(new Settlement(task, new TaskOutcome.Release(), 0)));
		}
	}

	private void failInDoubt(TaskIntake asked) {
		try {
			fail(true);
		}
		finally {
			if (asked != null) {
				asked.notClaimed();
			}
		}
	}

	private TaskIntake claimAndSend(List<Send> sends, List<ClaimedTask> claimed) {
		TaskIntake asked = null;
		ClaimScope claiming = this.scope;
		boolean node = claiming != null
				&& (this.store.isNode(claiming.owner()) || this.store.has(PlantedBug.CLAIM_WITHOUT_NODE));
		ClaimDemand demand = (claiming != null) ? this.intake.demand() : ClaimDemand.NOTHING;
		if (!demand.isEmpty() && node) {
			asked = this.intake;
			this.nextDue = this.store.claim(claiming, demand, claimed);
		}
		else if (!demand.isEmpty()) {
			this.intake.notClaimed();
		}
		if (!sends.isEmpty()) {
			writeSends(sends, (asked != null) ? claiming : null, demand, claimed);
		}
		return asked;
	}

	private void deliver(TaskIntake asked, List<ClaimedTask> claimed, List<Settled> settled, List<TaskEvent> events) {
		if (asked != null) {
			asked.claimed(claimed, this.nextDue);
		}
		if (this.lastIntake != null) {
			for (Settled one : settled) {
				this.lastIntake.settled(one.settlement.task, one.settlement.outcome, one.won);
			}
		}
		this.listener.committed(events, 1);
	}

	private void failAfterAsking(boolean unknown) {
		boolean asked = this.scope != null && this.store.isNode(this.scope.owner()) && !this.intake.demand().isEmpty();
		try {
			fail(unknown);
		}
		finally {
			if (asked) {
				this.intake.notClaimed();
			}
		}
	}

	private void fail(boolean unknown) {
		this.claimRequested = false;
		this.settledSince = false;
		this.begun.clear();
		this.progress.clear();
		if (this.store.has(PlantedBug.OUTCOMES_LOST_WITH_THEIR_GROUP)) {
			this.settlements = new ArrayList<>();
		}
		this.retryAt = this.clock.nanos() + this.backoff;
		this.backoff = Math.min(MAX_BACKOFF_NANOS, this.backoff * 2);
		throw unknown ? StoreException.outcomeUnknown("The model store failed in doubt", null)
				: new StoreException("The model store failed", null);
	}

	private void lookElsewhere() {
		long foreign = this.store.commits - this.ownCommits;
		if (foreign != this.seenForeign) {
			this.seenForeign = foreign;
			this.changedElsewhere = true;
		}
	}

	private List<Settled> writeSettlements(List<Settlement> all) {
		if (all.isEmpty()) {
			return List.of();
		}
		boolean[] won = new boolean[all.size()];
		Map<TaskVerb, List<Integer>> byVerb = new EnumMap<>(TaskVerb.class);
		for (int i = 0; i < won.length; i++) {
			byVerb.computeIfAbsent(all.get(i).outcome.verb(), (verb) -> new ArrayList<>()).add(i);
		}
		byVerb.values().forEach((indices) -> indices.forEach((i) -> won[i] = settle(all.get(i))));
		List<Settled> settled = new ArrayList<>(won.length);
		for (int i = 0; i < won.length; i++) {
			settled.add(new Settled(all.get(i), won[i]));
			if (won[i]) {
				follow(all.get(i));
			}
		}
		return settled;
	}

	private boolean settle(Settlement settlement) {
		ClaimedTask task = settlement.task;
		ModelRow row = this.store.rows.get(task.seq());
		boolean owned = row != null && (row.isOwnedBy(task)
				|| (this.store.has(PlantedBug.FENCE_NOT_CHECKED) && row.status == TaskStatus.RUNNING));
		if (!owned) {
			return false;
		}
		this.store.out(row);
		TaskOutcome outcome = settlement.outcome;
		if (outcome instanceof TaskOutcome.Finish || outcome instanceof TaskOutcome.Fail) {
			row.startedAt = task.startedAt();
			this.store.in(row, (outcome.verb() == TaskVerb.FINISH) ? TaskStatus.FINISHED : TaskStatus.FAILED);
			return true;
		}
		if (outcome instanceof TaskOutcome.Retry retry) {
			row.runAt = retry.runAt();
		}
		else {
			row.attempt--;
		}
		if (outcome instanceof TaskOutcome.Snooze snooze) {
			row.runAt = snooze.runAt();
		}
		if (outcome instanceof TaskOutcome.Release) {
			row.startedAt = null;
		}
		this.store.in(row, TaskStatus.PENDING);
		return true;
	}

	private void follow(Settlement settlement) {
		ClaimedTask task = settlement.task;
		ModelRow row = this.store.rows.get(task.seq());
		Instant at = this.store.at();
		Duration ran = Duration.ofNanos(settlement.nanos);
		if (settlement.outcome instanceof TaskOutcome.Finish finish) {
			row.response = finish.response();
			this.store.announce(new TaskFinishedEvent(task.reference(), at, ran));
			this.store.followEnd(row.seq, TaskStatus.FINISHED);
		}
		else if (settlement.outcome instanceof TaskOutcome.Fail fail) {
			this.store.recordAttempt(row, TaskVerb.FAIL, task.startedAt(), fail.error());
			this.store.announce(new TaskFailedEvent(task.reference(), at, fail.error(), ran));
			this.store.followEnd(row.seq, TaskStatus.FAILED);
		}
		else if (settlement.outcome instanceof TaskOutcome.Retry retry) {
			this.store.recordAttempt(row, TaskVerb.RETRY, task.startedAt(), retry.error());
			this.store.announce(new TaskRetriedEvent(task.reference(), at, Instant.ofEpochMilli(retry.runAt()),
					retry.error(), ran));
		}
		else if (settlement.outcome instanceof TaskOutcome.Snooze snooze) {
			this.store.announce(new TaskSnoozedEvent(row.reference(task.reference().attempt() - 1), at,
					Instant.ofEpochMilli(snooze.runAt())));
		}
		else {
			this.store.announce(new TaskReleasedEvent(row.reference(task.reference().attempt() - 1), at));
		}
	}

	private void writeSends(List<Send> sends, ClaimScope claiming, ClaimDemand demand, List<ClaimedTask> claimed) {
		Map<UUID, NewTask> ownIds = new HashMap<>();
		List<NewTask> fresh = new ArrayList<>();
		for (Send send : sends) {
			send.prepare(this.store, ownIds);
			if (send.failure == null) {
				fresh.addAll(send.fresh);
			}
		}
		Set<UUID> direct = (claiming != null) ? direct(fresh, claiming, demand, claimed.size()) : Set.of();
		List<ClaimedTask> started = new ArrayList<>();
		for (NewTask task : fresh) {
			if (this.store.has(PlantedBug.SEND_LOST) && task.priority() == TaskPriority.LOW) {
				continue;
			}
			boolean starts = direct.contains(task.id());
			ModelRow row = this.store.insert(task, starts ? claiming : null);
			if (starts) {
				ClaimedTask claim = row.claimed();
				started.add(claim);
				this.store.announceClaim(claim);
			}
			else if (row.status == TaskStatus.PENDING && row.runAt > this.store.now()) {
				this.nextDue = Math.min(this.nextDue, row.runAt);
			}
		}
		started.sort(Comparator.comparing((task) -> task.reference().priority()));
		claimed.addAll(started);
	}

	private Set<UUID> direct(List<NewTask> tasks, ClaimScope claiming, ClaimDemand demand, int claimed) {
		Set<UUID> direct = new HashSet<>();
		List<NewTask> candidates = tasks.stream()
			.filter((task) -> task.runAt() <= this.store.now() && task.blockedBy() == null
					&& claiming.names().contains(task.name())
					&& (claiming.queues().isEmpty() || claiming.queues().contains(task.queue())))
			.sorted(Comparator.comparing(NewTask::priority))
			.toList();
		for (NewTask task : candidates) {
			int taken = claimed + direct.size();
			int allowance = this.store.limits.isLimited(task.name()) ? demand.slots(task.priority(), taken)
					: demand.allowance(task.priority(), taken);
			if ((allowance > 0 || this.store.has(PlantedBug.ALLOWANCE_IGNORED))
					&& !this.store.schedules.pausedQueues.contains(task.queue())
					&& this.store.limits.take(task.name())) {
				direct.add(task.id());
			}
		}
		return direct;
	}

	private void refuseWhenClosed() {
		if (this.closed) {
			throw new KergroundClosedException("The task store is closed");
		}
	}

	boolean isStored(UUID id) {
		return this.store.byId.containsKey(id);
	}

	/**
	 * Notes that a task was stored by another command than a send.
	 */
	void dueAt(long runAt) {
		if (runAt > this.store.now()) {
			this.nextDue = Math.min(this.nextDue, runAt);
		}
	}

	@Override
	public ScheduleRepository schedules() {
		return this.schedules;
	}

	@Override
	public boolean isUncommitted(UUID id) {
		return false;
	}

	@Override
	public boolean cancel(UUID id) {
		return write(() -> this.store.cancel(id));
	}

	@Override
	public boolean retry(UUID id) {
		boolean pending = write(() -> this.store.retry(id));
		if (pending) {
			requestClaim();
		}
		return pending;
	}

	@Override
	public boolean delete(UUID id) {
		return write(() -> this.store.delete(id));
	}

	@Override
	public void attach(ClaimScope scope, TaskIntake intake) {
		this.lastIntake = intake;
		this.intake = intake;
		this.scope = scope;
	}

	@Override
	public void detach() {
		this.scope = null;
		write(() -> true);
	}

	@Override
	public void requestClaim() {
		if (!this.faults.wakeUp()) {
			this.claimRequested = true;
			wake();
		}
	}

	private void wake() {
		if (this.eager) {
			runOnce();
		}
	}

	@Override
	public void settle(ClaimedTask task, TaskOutcome outcome, long nanos) {
		refuseWhenClosed();
		this.faults.settles(task, outcome);
		this.settlements.add(new Settlement(task, outcome, nanos));
		this.settledSince = true;
		wake();
	}

	@Override
	public void begun(ClaimedTask task) {
		this.begun.add(task);
	}

	@Override
	public void progress(ClaimedTask task, TaskProgress progress) {
		refuseWhenClosed();
		this.progress.add(() -> this.store.progress(task, progress));
		wake();
	}

	@Override
	public Collection<Ownership> owned(long owner) {
		read();
		Set<Ownership> owned = new LinkedHashSet<>();
		for (ModelRow row : this.store.running.values()) {
			if (row.owner == owner) {
				owned.add(new Ownership(row.seq, row.fence));
			}
		}
		return owned;
	}

	@Override
	public Node join(Node node) {
		return write(() -> this.store.join(node));
	}

	@Override
	public boolean beat(long owner) {
		return write(() -> this.store.beat(owner));
	}

	@Override
	public void leave(long owner) {
		write(() -> this.store.leave(owner));
	}

	@Override
	public int rescue(long owner, RescueRule rule, int limit) {
		int rescued = write(() -> this.store.rescue(owner, rule, limit));
		requestClaim();
		return rescued;
	}

	@Override
	public int prune(PruneRule rule, int limit) {
		return write(() -> this.store.prune(rule, limit));
	}

	@Override
	public boolean changedElsewhere() {
		if (this.changedElsewhere) {
			this.changedElsewhere = false;
			return true;
		}
		if (!this.closed && this.store.commits - this.ownCommits != this.seenForeign) {
			requestClaim();
			return true;
		}
		return false;
	}

	void read() {
		refuseWhenClosed();
		if (this.faults.read()) {
			throw new StoreException("The model store can't be read", null);
		}
	}

	private Optional<ModelRow> row(UUID id) {
		read();
		return Optional.ofNullable(this.store.byId.get(id));
	}

	@Override
	public Optional<TaskStatus> status(UUID id) {
		return row(id).map((row) -> row.status);
	}

	@Override
	public Optional<Task> find(UUID id) {
		return row(id).map((row) -> this.store.task(row, true));
	}

	@Override
	public Optional<StoredResult> result(UUID id) {
		return row(id).map(ModelRow::result);
	}

	@Override
	public Set<UUID> ended(Collection<UUID> ids) {
		read();
		Set<UUID> ended = new HashSet<>(ids);
		ended.removeIf((id) -> {
			ModelRow row = this.store.byId.get(id);
			return row != null && !row.status.isFinal();
		});
		return ended;
	}

	@Override
	public TaskPage list(TaskQuery query) {
		read();
		return ModelTaskList.read(this.store, query);
	}

	@Override
	public TaskStats stats() {
		read();
		Map<String, TaskStats.Count> counts = new TreeMap<>();
		Long oldest = null;
		for (ModelRow row : this.store.rows.values()) {
			counts.merge(row.queue + ' ' + row.name + ' ' + row.status,
					new TaskStats.Count(row.queue, row.name, row.status, 1),
					(one, other) -> new TaskStats.Count(row.queue, row.name, row.status, one.tasks() + other.tasks()));
			if (row.status == TaskStatus.PENDING && (oldest == null || row.runAt < oldest)) {
				oldest = row.runAt;
			}
		}
		long now = this.clock.millis();
		return new TaskStats(List.copyOf(counts.values()),
				(oldest != null && oldest <= now) ? Duration.ofMillis(now - oldest) : null);
	}

	@Override
	public List<Node> nodes() {
		read();
		return List.copyOf(this.store.nodes.values());
	}

	@Override
	public StoreState state() {
		return new StoreState("model", "memory", "1", -1, -1, null);
	}

	@Override
	public void close() {
		if (!this.closed) {
			if (!this.settlements.isEmpty()) {
				group(null, null, StoreFaults.Fault.NONE);
			}
			this.closed = true;
		}
	}

	private record Settlement(ClaimedTask task, TaskOutcome outcome, long nanos) {

	}

	private record Settled(Settlement settlement, boolean won) {

	}

	/**
	 * New tasks that one caller wants stored, all or none.
	 */
	private static final class Send {

		private final List<NewTask> tasks;

		private final List<NewTask> fresh = new ArrayList<>();

		private final List<SendReceipt> receipts = new ArrayList<>();

		private KergroundException failure;

		Send(List<NewTask> tasks) {
			this.tasks = tasks;
		}

		void prepare(ModelStore store, Map<UUID, NewTask> ownIds) {
			Map<UUID, NewTask> added = new HashMap<>();
			try {
				for (NewTask task : this.tasks) {
					SendReceipt known = task.ownId() ? known(store, task, added, ownIds) : null;
					if (known == null) {
						refuseUnknownPredecessor(store, task, added);
						this.fresh.add(task);
						added.put(task.id(), task);
					}
					this.receipts.add((known != null) ? known : new SendReceipt(task.id(), true, true));
				}
				ownIds.putAll(added);
			}
			catch (KergroundException ex) {
				this.failure = ex;
			}
		}

		private static void refuseUnknownPredecessor(ModelStore store, NewTask task, Map<UUID, NewTask> added) {
			UUID predecessor = task.blockedBy();
			if (predecessor != null && !added.containsKey(predecessor) && !store.byId.containsKey(predecessor)) {
				throw new TaskNotFoundException(predecessor);
			}
		}

		private static SendReceipt known(ModelStore store, NewTask task, Map<UUID, NewTask> added,
				Map<UUID, NewTask> ownIds) {
			NewTask before = added.getOrDefault(task.id(), ownIds.get(task.id()));
			ModelRow row = store.byId.get(task.id());
			if (before == null && row == null) {
				return null;
			}
			String name = (before != null) ? before.name() : row.name;
			if (!name.equals(task.name())) {
				throw new TaskConflictException(task.id(), name, task.name());
			}
			return new SendReceipt(task.id(), false,
					Arrays.equals((before != null) ? before.payload() : row.payload, task.payload()));
		}

	}

}

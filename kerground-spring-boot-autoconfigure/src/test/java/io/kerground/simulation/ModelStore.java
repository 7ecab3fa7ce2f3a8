package io.kerground.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.CommitListener;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.StoredSchedule;
import io.kerground.core.Task;
import io.kerground.core.TaskAttempt;
import io.kerground.core.TaskCancelledEvent;
import io.kerground.core.TaskClaimedEvent;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskDeletedEvent;
import io.kerground.core.TaskError;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskFailedEvent;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskProgress;
import io.kerground.core.TaskPrunedEvent;
import io.kerground.core.TaskRepository.Ownership;
import io.kerground.core.TaskRepository.PruneRule;
import io.kerground.core.TaskRepository.RescueRule;
import io.kerground.core.TaskRescuedEvent;
import io.kerground.core.TaskRetriedEvent;
import io.kerground.core.TaskSentEvent;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskUnblockedEvent;
import io.kerground.core.TaskVerb;

/**
 * A store of tasks in plain collections that behaves as the one on SQLite does, for one
 * thread. Each process has a connection of its own.
 */
public final class ModelStore implements SteppedStore {

	private static final Comparator<ModelRow> ORDER = Comparator.<ModelRow>comparingLong((row) -> row.runAt)
		.thenComparingLong((row) -> row.seq);

	final TreeMap<Long, ModelRow> rows = new TreeMap<>();

	final Map<UUID, ModelRow> byId = new HashMap<>();

	final Map<TaskPriority, TreeSet<ModelRow>> ready = new EnumMap<>(TaskPriority.class);

	final TreeMap<Long, ModelRow> running = new TreeMap<>();

	final TreeMap<Long, ModelRow> blocked = new TreeMap<>();

	final TreeMap<Long, Node> nodes = new TreeMap<>();

	final ModelSchedules schedules = new ModelSchedules(this);

	ModelLimits limits = ModelLimits.NONE;

	private final Set<ModelRow> touched = new LinkedHashSet<>();

	private final Set<UUID> removed = new LinkedHashSet<>();

	private long highestRemoved;

	private final PlantedBug bug;

	private List<TaskEvent> events = new ArrayList<>();

	private Consumer<List<TaskEvent>> committed = (events) -> {
	};

	private long lastSeq;

	private long lastNode;

	private long now;

	private boolean changed;

	private boolean schedulesChanged;

	long commits;

	/**
	 * Creates an empty store.
	 */
	public ModelStore() {
		this(PlantedBug.NONE);
	}

	/**
	 * Creates an empty store with a defect.
	 */
	public ModelStore(PlantedBug bug) {
		this.bug = bug;
		for (TaskPriority priority : TaskPriority.values()) {
			this.ready.put(priority, new TreeSet<>(ORDER));
		}
	}

	@Override
	public ModelTaskRepository open(TaskClock clock, CommitListener listener, StoreFaults faults) {
		return new ModelTaskRepository(this, clock, listener, faults);
	}

	@Override
	public void whenCommitted(Consumer<List<TaskEvent>> action) {
		this.committed = action;
	}

	@Override
	public List<TaskState> states() {
		return this.rows.values().stream().map(ModelRow::state).toList();
	}

	@Override
	public TaskState state(UUID id) {
		ModelRow row = this.byId.get(id);
		return (row != null) ? row.state() : null;
	}

	@Override
	public List<TaskState> takeTouched() {
		if (this.touched.isEmpty()) {
			return List.of();
		}
		List<TaskState> states = new ArrayList<>(this.touched.size());
		for (ModelRow row : this.touched) {
			if (this.rows.get(row.seq) == row) {
				states.add(row.state());
			}
		}
		this.touched.clear();
		return states;
	}

	@Override
	public Set<UUID> takeRemoved() {
		if (this.removed.isEmpty()) {
			return Set.of();
		}
		Set<UUID> taken = new LinkedHashSet<>(this.removed);
		this.removed.clear();
		return taken;
	}

	@Override
	public List<StoredSchedule> takeSchedules() {
		if (!this.schedulesChanged) {
			return null;
		}
		this.schedulesChanged = false;
		return this.schedules.list();
	}

	@Override
	public Node node(long owner) {
		return this.nodes.get(owner);
	}

	@Override
	public void close() {
		// nothing is held
	}

	boolean isNode(long owner) {
		return this.nodes.containsKey(owner);
	}

	boolean has(PlantedBug bug) {
		return this.bug == bug;
	}

	long now() {
		return this.now;
	}

	/**
	 * Notes a change of the schedules.
	 */
	void changed() {
		this.changed = true;
		this.schedulesChanged = true;
	}

	void begin(long now) {
		this.now = now;
	}

	List<TaskEvent> commit() {
		List<TaskEvent> made = this.events;
		if (!made.isEmpty()) {
			this.events = new ArrayList<>();
		}
		if (this.changed) {
			this.changed = false;
			this.commits++;
		}
		this.committed.accept(made);
		return made;
	}

	Instant at() {
		return Instant.ofEpochMilli(this.now);
	}

	void announce(TaskEvent event) {
		this.events.add(event);
	}

	void out(ModelRow row) {
		switch (row.status) {
			case PENDING -> this.ready.get(row.priority).remove(row);
			case RUNNING -> this.running.remove(row.seq);
			case BLOCKED -> this.blocked.remove(row.seq);
			case FINISHED, FAILED, CANCELLED -> {
			}
		}
	}

	void in(ModelRow row, TaskStatus status) {
		row.status = status;
		switch (status) {
			case PENDING -> this.ready.get(row.priority).add(row);
			case RUNNING -> this.running.put(row.seq, row);
			case BLOCKED -> this.blocked.put(row.seq, row);
			case FINISHED, FAILED, CANCELLED -> row.finishedAt = this.now;
		}
		if (status != TaskStatus.RUNNING) {
			row.owner = 0;
		}
		this.touched.add(row);
		this.changed = true;
	}

	/**
	 * Inserts a task; {@code scope} is that of the node that starts it at once.
	 */
	ModelRow insert(NewTask task, ClaimScope scope) {
		long fence = Math.max(task.createdAt() * 1000, this.highestRemoved + 1);
		ModelRow row = new ModelRow(++this.lastSeq, task, TaskStatus.PENDING, fence);
		TaskStatus status = statusOfNew(task, row, scope);
		if (scope != null) {
			row.attempt = 1;
			row.fence++;
			row.startedAt = this.now;
			row.owner = scope.owner();
		}
		this.rows.put(row.seq, row);
		this.byId.put(row.id, row);
		in(row, status);
		announce(new TaskSentEvent(row.reference(0), at(), Instant.ofEpochMilli(task.runAt())));
		return row;
	}

	private TaskStatus statusOfNew(NewTask task, ModelRow row, ClaimScope scope) {
		ModelRow predecessor = (task.blockedBy() != null) ? this.byId.get(task.blockedBy()) : null;
		if (predecessor != null && predecessor.status != TaskStatus.FINISHED) {
			if (predecessor.status.isFinal()) {
				return TaskStatus.CANCELLED;
			}
			row.blockedBy = predecessor.seq;
			return TaskStatus.BLOCKED;
		}
		return (scope != null) ? TaskStatus.RUNNING : TaskStatus.PENDING;
	}

	void announceClaim(ClaimedTask task) {
		long waited = Math.max(0, task.startedAt() - Math.max(task.runAt(), task.createdAt()));
		announce(new TaskClaimedEvent(task.reference(), at(), Duration.ofMillis(waited)));
	}

	ClaimedTask claim(ModelRow row, ClaimScope scope) {
		out(row);
		row.owner = scope.owner();
		row.startedAt = this.now;
		row.attempt++;
		row.fence++;
		in(row, TaskStatus.RUNNING);
		ClaimedTask task = row.claimed();
		announceClaim(task);
		return task;
	}

	boolean cancel(UUID id) {
		ModelRow row = this.byId.get(id);
		return row != null && cancel(row);
	}

	private boolean cancel(ModelRow row) {
		TaskStatus from = row.status;
		if (from.isFinal()) {
			return false;
		}
		out(row);
		row.blockedBy = 0;
		in(row, TaskStatus.CANCELLED);
		if (from == TaskStatus.RUNNING) {
			recordAttempt(row, TaskVerb.CANCEL, row.startedAt, null);
		}
		announce(new TaskCancelledEvent(row.reference(row.attempt), at(), from));
		followEnd(row.seq, TaskStatus.CANCELLED);
		return true;
	}

	boolean retry(UUID id) {
		ModelRow row = this.byId.get(id);
		if (row == null || (row.status != TaskStatus.FAILED && row.status != TaskStatus.CANCELLED)) {
			return false;
		}
		row.runAt = this.now;
		row.attempt = 0;
		row.crashes = 0;
		row.startedAt = null;
		row.finishedAt = null;
		in(row, TaskStatus.PENDING);
		announce(new TaskRetriedEvent(row.reference(0), at(), at(), null, Duration.ZERO));
		return true;
	}

	boolean delete(UUID id) {
		ModelRow row = this.byId.get(id);
		if (row == null || (row.status == TaskStatus.RUNNING && !has(PlantedBug.DELETE_OF_RUNNING))) {
			return false;
		}
		remove(row);
		announce(new TaskDeletedEvent(row.reference(row.attempt), at()));
		if (!row.status.isFinal()) {
			followEnd(row.seq, TaskStatus.CANCELLED);
		}
		return true;
	}

	void remove(ModelRow row) {
		out(row);
		this.highestRemoved = Math.max(this.highestRemoved, row.fence);
		this.rows.remove(row.seq);
		this.byId.remove(row.id);
		this.removed.add(row.id);
		this.changed = true;
	}

	void followEnd(long seq, TaskStatus status) {
		if (this.blocked.isEmpty()) {
			return;
		}
		for (ModelRow successor : List.copyOf(this.blocked.values())) {
			if (successor.blockedBy != seq || successor.status != TaskStatus.BLOCKED) {
				continue;
			}
			if (status != TaskStatus.FINISHED) {
				cancel(successor);
			}
			else if (!has(PlantedBug.UNBLOCK_FORGOTTEN)) {
				out(successor);
				successor.blockedBy = 0;
				successor.runAt = Math.max(successor.runAt, this.now);
				in(successor, TaskStatus.PENDING);
				announce(new TaskUnblockedEvent(successor.reference(successor.attempt), at()));
			}
		}
	}

	void recordAttempt(ModelRow row, TaskVerb outcome, long startedAt, TaskError error) {
		row.record(new TaskAttempt(row.fence, row.attempt, outcome, Instant.ofEpochMilli(startedAt), at(), error));
	}

	int rescue(long owner, RescueRule rule, int limit) {
		List<ModelRow> owned = this.running.values()
			.stream()
			.filter((row) -> row.owner == owner || has(PlantedBug.RESCUE_OF_LIVING_NODES))
			.limit(limit)
			.toList();
		for (ModelRow row : owned) {
			boolean crash = rule.isCrash(new Ownership(row.seq, row.fence)) || has(PlantedBug.CRASH_WITHOUT_BODY);
			if (crash && row.crashes + 1 >= rule.maxCrashes()) {
				failLost(row);
			}
			else {
				takeBack(row, crash);
			}
		}
		if (owned.size() < limit && this.nodes.remove(owner) != null) {
			this.changed = true;
		}
		return owned.size();
	}

	private void takeBack(ModelRow row, boolean crash) {
		out(row);
		long startedAt = row.startedAt;
		row.crashes += crash ? 1 : 0;
		long delay = crash ? RescueRule.delay(row.crashes) : 0;
		row.runAt = (delay > 0) ? Math.max(row.runAt, this.now + delay) : row.runAt;
		if (crash) {
			recordAttempt(row, TaskVerb.RESCUE, startedAt, null);
		}
		row.attempt -= has(PlantedBug.RESCUE_COSTS_AN_ATTEMPT) ? 0 : 1;
		in(row, TaskStatus.PENDING);
		announce(new TaskRescuedEvent(row.reference(row.attempt), at(), row.crashes));
	}

	private void failLost(ModelRow row) {
		out(row);
		row.crashes++;
		in(row, TaskStatus.FAILED);
		TaskError error = new TaskError("worker lost", "The process that ran this task died " + row.crashes + " times",
				"");
		recordAttempt(row, TaskVerb.FAIL, row.startedAt, error);
		announce(new TaskFailedEvent(row.reference(row.attempt), at(), error, Duration.ZERO));
		followEnd(row.seq, TaskStatus.FAILED);
	}

	int prune(PruneRule rule, int limit) {
		List<ModelRow> found = this.rows.values()
			.stream()
			.filter((row) -> row.status == rule.status() && row.finishedAt >= rule.after()
					&& row.finishedAt < rule.before()
					&& ((rule.names() != null) ? rule.names().contains(row.name) : !rule.except().contains(row.name)))
			.sorted(Comparator.<ModelRow>comparingLong((row) -> row.finishedAt).thenComparingLong((row) -> row.seq))
			.limit(limit)
			.toList();
		found.forEach(this::remove);
		if (!found.isEmpty()) {
			announce(new TaskPrunedEvent(rule.status(), found.size(), at()));
		}
		return found.size();
	}

	Node join(Node node) {
		long seq = ++this.lastNode;
		Node joined = new Node(seq, node.id(), node.application(), node.host(), node.pid(), node.processStartedAt(),
				node.bootId(), node.pidNamespace(), node.lockFile(), node.names(), node.startedAt(), 0);
		this.nodes.put(seq, joined);
		this.changed = true;
		return joined;
	}

	boolean beat(long owner) {
		Node node = this.nodes.get(owner);
		if (node == null) {
			return false;
		}
		this.changed = true;
		this.nodes.put(owner,
				new Node(owner, node.id(), node.application(), node.host(), node.pid(), node.processStartedAt(),
						node.bootId(), node.pidNamespace(), node.lockFile(), node.names(), node.startedAt(),
						node.beat() + 1));
		return true;
	}

	boolean leave(long owner) {
		if (this.running.values().stream().anyMatch((row) -> row.owner == owner) || !this.nodes.containsKey(owner)) {
			return false;
		}
		this.nodes.remove(owner);
		this.changed = true;
		return true;
	}

	void begun(ClaimedTask task) {
		ModelRow row = this.rows.get(task.seq());
		if (row != null && row.isOwnedBy(task)) {
			row.startedAt = task.startedAt();
			this.changed = true;
		}
	}

	void progress(ClaimedTask task, TaskProgress progress) {
		ModelRow row = this.rows.get(task.seq());
		if (row != null && row.isOwnedBy(task)) {
			row.progress = progress;
			row.progressFence = task.fence();
			this.changed = true;
		}
	}

	/**
	 * Claims as the store on SQLite does: priority by priority, within one by due time
	 * and key over all queues.
	 * @return when the next task is due that was seen
	 */
	long claim(ClaimScope scope, ClaimDemand demand, List<ClaimedTask> claimed) {
		long nextDue = Long.MAX_VALUE;
		int suspects = has(PlantedBug.SUSPECTS_NOT_LIMITED) ? 1000 : demand.suspects();
		this.limits = ModelLimits.read(this, scope, this.schedules.pausedTasks);
		List<ModelRow> chosen = new ArrayList<>();
		for (TaskPriority priority : TaskPriority.values()) {
			ModelAllowance allowance = new ModelAllowance(demand.allowance(priority, chosen.size()),
					demand.slots(priority, chosen.size()), suspects, scope.suspectCrashes(), this.limits);
			if (has(PlantedBug.ALLOWANCE_IGNORED)) {
				allowance = new ModelAllowance(1000, 1000, suspects, scope.suspectCrashes(), this.limits);
			}
			if (allowance.tasks > 0 && !this.ready.get(priority).isEmpty()) {
				nextDue = Math.min(nextDue, candidates(scope, this.ready.get(priority), allowance, chosen));
				suspects = allowance.suspects;
			}
		}
		for (ModelRow row : chosen) {
			claimed.add(claim(row, scope));
		}
		return nextDue;
	}

	private long candidates(ClaimScope scope, Collection<ModelRow> rows, ModelAllowance allowance,
			List<ModelRow> chosen) {
		Map<String, ModelAllowance> slices = new HashMap<>();
		long nextDue = Long.MAX_VALUE;
		for (ModelRow row : rows) {
			if (!scope.names().contains(row.name) || this.schedules.pausedQueues.contains(row.queue)
					|| !(scope.queues().isEmpty() || scope.queues().contains(row.queue))) {
				continue;
			}
			ModelAllowance slice = slices.computeIfAbsent(row.queue, (queue) -> new ModelAllowance(allowance));
			if (slice.tasks <= 0 || slice.isClosed(row.name)) {
				continue;
			}
			if (row.runAt > this.now) {
				nextDue = Math.min(nextDue, row.runAt);
				slice.tasks = 0;
			}
			else if (slice.take(row)) {
				slice.found.add(row);
			}
		}
		slices.values()
			.stream()
			.flatMap((slice) -> slice.found.stream())
			.sorted(ORDER)
			.filter(allowance::take)
			.forEach(chosen::add);
		return nextDue;
	}

	/**
	 * Returns a task as a user of the store sees it.
	 */
	Task task(ModelRow row, boolean whole) {
		Node owner = this.nodes.get(row.owner);
		ModelRow predecessor = this.rows.get(row.blockedBy);
		return row.task((owner != null) ? owner.id() : null, (predecessor != null) ? predecessor.id : null, whole);
	}

}

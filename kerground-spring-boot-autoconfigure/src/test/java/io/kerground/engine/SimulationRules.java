package io.kerground.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimedTask;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.TaskCancelledEvent;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskFailedEvent;
import io.kerground.core.TaskMoveEvent;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskPrunedEvent;
import io.kerground.core.TaskRepository.Ownership;
import io.kerground.core.TaskRescuedEvent;
import io.kerground.core.TaskRetriedEvent;
import io.kerground.core.TaskSnoozedEvent;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;
import io.kerground.simulation.TaskState;

/**
 * What must hold after every commit and every step of a simulation. Knows each task from
 * the events alone and compares that with what is stored.
 */
final class SimulationRules {

	/*
	 * J1 no task is lost, none comes from nowhere. J2 only a body that ran to its end
	 * finishes its own attempt. J3 fences grow. J4 an owner is a registered node. J5 no
	 * more run than there are slots, one suspect at a time, and no more of a limited name
	 * than its limit. J6 is about schedules (see ScheduleRules). J7 everything ends (see
	 * Simulation). J8 what has ended moves only when a user says so, and every move is
	 * one of the table's.
	 */

	private static final TaskPriority[] PRIORITIES = TaskPriority.values();

	private static final int SUSPECT_CRASHES = Simulation.MAX_CRASHES - 1;

	private final Map<UUID, KnownTask> tasks = new HashMap<>();

	private final Set<UUID> refused = new HashSet<>();

	private final Set<Ownership> ended = new HashSet<>();

	private final Map<Ownership, SimulatedBody> begun = new HashMap<>();

	private final Set<Ownership> settled = new HashSet<>();

	private final Map<Long, Node> owners = new HashMap<>();

	private final Set<KnownTask> running = new HashSet<>();

	private final ScheduleRules schedules;

	private final Simulation world;

	private TaskVerb askedVerb;

	private UUID askedId;

	private boolean askedDone;

	private String failure;

	SimulationRules(Simulation world) {
		this.world = world;
		this.schedules = new ScheduleRules(world, this);
	}

	ScheduleRules schedules() {
		return this.schedules;
	}

	/**
	 * Returns the status of a task as the events tell it, or null when it is not stored.
	 */
	TaskStatus status(UUID id) {
		KnownTask task = this.tasks.get(id);
		return (task != null && task.stored) ? task.status : null;
	}

	void fail(String text) {
		if (this.failure == null) {
			this.failure = text;
		}
	}

	String failure() {
		return this.failure;
	}

	void require(boolean condition, String rule, Object subject) {
		if (!condition) {
			fail(rule + ": " + subject);
		}
	}

	/**
	 * A user is about to ask for a move by hand, or has been answered.
	 */
	void asks(TaskVerb verb, UUID id) {
		this.askedVerb = verb;
		this.askedId = id;
		this.askedDone = false;
	}

	void answered(boolean done) {
		// a blocked task may have been cancelled with its predecessor just before
		require(done == this.askedDone || (this.askedVerb == TaskVerb.CANCEL && !done),
				"A caller is told whether its move was made", this.askedVerb);
	}

	private boolean isAsked(TaskVerb verb, UUID id) {
		boolean asked = verb == this.askedVerb && id.equals(this.askedId);
		this.askedDone |= asked;
		return asked;
	}

	/**
	 * A send came back without a failure.
	 */
	void acknowledged(UUID id) {
		require(this.world.store().state(id) != null, "J1 what is acknowledged is stored", id);
	}

	/**
	 * A send failed, and nothing of it may be stored.
	 */
	void refused(List<NewTask> sent) {
		for (NewTask task : sent) {
			if (!task.ownId()) {
				this.refused.add(task.id());
				require(!isStored(task.id()), "J1 what is refused is not stored", task.id());
			}
		}
	}

	private boolean isStored(UUID id) {
		KnownTask known = this.tasks.get(id);
		return known != null && known.stored;
	}

	/**
	 * Takes the moves of one commit.
	 */
	void committed(List<TaskEvent> events) {
		int pruned = 0;
		for (TaskEvent event : events) {
			if (event instanceof TaskMoveEvent move) {
				move(move);
			}
			else if (event instanceof TaskPrunedEvent prune) {
				pruned += prune.tasks();
			}
		}
		for (UUID id : this.world.store().takeRemoved()) {
			KnownTask task = this.tasks.get(id);
			if (task.stored) {
				require(task.status.isFinal(), "J1 only what has ended is pruned", task);
				remove(task);
				pruned--;
			}
		}
		require(pruned == 0, "J1 only what a user deletes or what is pruned goes", pruned);
		for (TaskState state : this.world.store().takeTouched()) {
			compare(state);
		}
		int limited = 0;
		for (KnownTask task : this.running) {
			limited += task.limited ? 1 : 0;
			require(task.owner == 0 || this.world.store().node(task.owner) != null, "J4 an owner is registered", task);
		}
		require(limited <= SimulatedTasks.LIMIT, "J5 no more tasks of a name run than its limit", this.running);
		this.schedules.committed(this.world.store().takeSchedules());
	}

	private void remove(KnownTask task) {
		this.schedules.removed(task.id);
		task.stored = false;
		this.running.remove(task);
	}

	private void move(TaskMoveEvent event) {
		UUID id = event.task().id();
		KnownTask task = this.tasks.get(id);
		if (event.verb() == TaskVerb.SEND) {
			sent(event, task);
			return;
		}
		if (task == null || !task.stored) {
			fail("J1 only what was sent moves: " + event);
			return;
		}
		switch (event.verb()) {
			case CLAIM -> {
				task.become(TaskStatus.PENDING, TaskStatus.RUNNING, this);
				task.attempt++;
				task.fence++;
				task.owner = 0;
				this.running.add(task);
			}
			case FINISH -> finished(task, event);
			case RETRY -> retry(task, (TaskRetriedEvent) event);
			case FAIL -> failed(task, (TaskFailedEvent) event);
			case SNOOZE, RELEASE -> {
				require(!this.ended.contains(task.ownership()) || event.verb() == TaskVerb.RELEASE
						|| event instanceof TaskSnoozedEvent, "A body that ended well finishes", task);
				task.giveBack(this);
			}
			case RESCUE -> rescued(task, (TaskRescuedEvent) event);
			case CANCEL -> {
				TaskStatus from = ((TaskCancelledEvent) event).from();
				require(isAsked(TaskVerb.CANCEL, id) || from == TaskStatus.BLOCKED, "J8 only a user cancels", task);
				task.become(from, TaskStatus.CANCELLED, this);
			}
			case UNBLOCK -> task.become(TaskStatus.BLOCKED, TaskStatus.PENDING, this);
			case DELETE -> {
				require(isAsked(TaskVerb.DELETE, id), "J1 only a user deletes", task);
				require(task.status != TaskStatus.RUNNING, "J8 a running task is not deleted", task);
				remove(task);
			}
			case SEND, PRUNE -> fail("unexpected " + event);
		}
		if (task.status != TaskStatus.RUNNING) {
			this.running.remove(task);
		}
		require(!task.stored || event.verb() == TaskVerb.RESCUE || event.task().attempt() == task.attempt,
				"An event tells the attempt after its move", event);
	}

	private void sent(TaskMoveEvent event, KnownTask before) {
		UUID id = event.task().id();
		String name = event.task().name();
		require(before == null || !before.stored, "J1 an id is stored once", before);
		require(!this.refused.contains(id), "J1 what is refused is not stored later", id);
		KnownTask task = this.tasks.computeIfAbsent(id, KnownTask::new);
		task.sent();
		task.limited = SimulatedTasks.isLimited(name);
		if (this.world.schedules().of(name) != null) {
			this.schedules.sent(name, id);
		}
	}

	private void finished(KnownTask task, TaskMoveEvent event) {
		require(this.ended.contains(task.ownership()), "J2 only a body that ran to its end finishes", task);
		task.become(TaskStatus.RUNNING, TaskStatus.FINISHED, this);
		this.schedules.finished(event.task().name());
	}

	private void retry(KnownTask task, TaskRetriedEvent event) {
		if (event.error() != null) {
			require(this.begun.containsKey(task.ownership()), "Only an attempt that began is tried again", task);
			require(task.attempt < task.maxAttempts, "J8 the attempts are limited", task);
			task.become(TaskStatus.RUNNING, TaskStatus.PENDING, this);
			return;
		}
		require(isAsked(TaskVerb.RETRY, event.task().id()), "J8 only a user retries what has ended", task);
		require(task.status == null || task.status.isFinal(), "J8 only what has ended is retried by hand", task);
		task.become(task.status, TaskStatus.PENDING, this);
		task.attempt = 0;
		task.crashes = 0;
	}

	private void failed(KnownTask task, TaskFailedEvent event) {
		if (event.error().type().equals("worker lost")) {
			checkCrash(task, true);
			task.crashes++;
			require(task.crashes >= Simulation.MAX_CRASHES, "J8 only too many crashes fail a task", task);
		}
		else {
			require(this.begun.containsKey(task.ownership()), "Only an attempt that began fails", task);
		}
		task.become(TaskStatus.RUNNING, TaskStatus.FAILED, this);
	}

	private void rescued(KnownTask task, TaskRescuedEvent event) {
		boolean crash = event.crashes() != task.crashes;
		require(event.crashes() - task.crashes <= 1, "A rescue counts one crash", task);
		checkCrash(task, crash);
		task.crashes = event.crashes();
		require(task.crashes < Simulation.MAX_CRASHES, "J8 too many crashes fail a task", task);
		task.giveBack(this);
	}

	/**
	 * Checks that a crash is counted exactly if the body was running, where that can be
	 * known.
	 */
	private void checkCrash(KnownTask task, boolean counted) {
		Node owner = this.owners.get(task.owner);
		if (owner == null) {
			return;
		}
		SimulatedNode process = this.world.process(owner.pid());
		require(process.mayBeRescued(), "J4 no task is taken from a node that lives", task);
		SimulatedBody body = process.bodies.get(task.id);
		boolean running = body != null && body.task.fence() == task.fence;
		boolean gaveUp = !process.isGone() && !counted;
		if (!process.isGone() && !owner.bootId().isEmpty()) {
			require(running || !counted, "A body that was not running is not blamed", task);
		}
		if (this.world.locks().tellsOf(owner) && !owner.bootId().isEmpty() && !gaveUp) {
			require(running == counted, "A crash is counted exactly for a body that was running", task);
		}
	}

	private void compare(TaskState state) {
		KnownTask task = this.tasks.get(state.id());
		if (task == null || !task.stored) {
			fail("J1 only what was sent is stored: " + state);
			return;
		}
		task.resolve(state, this);
		if (state.status() != task.status || state.attempt() != task.attempt || state.crashes() != task.crashes
				|| state.fence() != task.fence) {
			fail("Events and rows say the same: " + task + ", but " + state);
		}
		require(state.attempt() <= state.maxAttempts() && state.attempt() >= 0, "J8 the attempts are limited", task);
		require((state.owner() != 0) == (state.status() == TaskStatus.RUNNING), "J4 what runs has an owner", task);
		require(task.owner == 0 || state.owner() == 0 || task.owner == state.owner(), "J4 an owner stays", task);
		task.owner = state.owner();
		if (task.owner != 0) {
			this.owners.computeIfAbsent(task.owner, this.world.store()::node);
		}
	}

	/**
	 * A body begins in a process.
	 */
	void begins(SimulatedNode node, SimulatedBody body, SimulatedBody before) {
		ClaimedTask claimed = body.task;
		Ownership ownership = new Ownership(claimed.seq(), claimed.fence());
		require(before == null, "No two bodies of one id run in a process", claimed);
		require(this.begun.put(ownership, body) == null, "J4 a claim begins one body", claimed);
		KnownTask task = this.tasks.get(claimed.reference().id());
		require(task != null && (task.seq != claimed.seq() || claimed.fence() <= task.fence),
				"J4 a body begins after its claim was stored", claimed);
		int stuck = node.dispatcher.stuck();
		TaskPriority priority = claimed.reference().priority();
		int limit = node.pool.limits().of(priority);
		// whoever is more urgent may have taken its slot later, beyond this limit
		long active = node.bodies.values()
			.stream()
			.filter((one) -> one.task.reference().priority().compareTo(priority) >= 0)
			.count() - stuck;
		require(priority == TaskPriority.CRITICAL || active <= limit, "J5 no more run than there are slots",
				node.bodies.values());
		if (priority == TaskPriority.CRITICAL && stuck == 0) {
			require(count(node, TaskPriority.CRITICAL) <= limit, "J5 critical tasks are limited too", claimed);
		}
		long suspects = node.bodies.values().stream().filter((one) -> one.task.crashes() >= SUSPECT_CRASHES).count();
		require(suspects <= 1, "J5 one suspect runs at a time", claimed);
	}

	private static long count(SimulatedNode node, TaskPriority priority) {
		return node.bodies.values().stream().filter((one) -> one.task.reference().priority() == priority).count();
	}

	/**
	 * A process hands the outcome of a claim over.
	 */
	void settles(SimulatedNode node, ClaimedTask task, TaskOutcome outcome) {
		Ownership ownership = new Ownership(task.seq(), task.fence());
		require(this.settled.add(ownership), "A claim is settled once", task);
		SimulatedBody body = this.begun.get(ownership);
		require(body == null || !body.context.isLost(), "A lost task is not settled", task);
		require(body == null || !node.isRunning() || !(outcome instanceof TaskOutcome.Release),
				"A task whose body has begun is given back at a shutdown only", task);
	}

	boolean isSettled(ClaimedTask task) {
		return this.settled.contains(new Ownership(task.seq(), task.fence()));
	}

	/**
	 * A body has run to its end.
	 */
	void endsWell(SimulatedBody body) {
		this.ended.add(new Ownership(body.task.seq(), body.task.fence()));
	}

	/**
	 * Checks one process after a step of its own.
	 */
	void check(SimulatedNode node) {
		if (node.isGone()) {
			return;
		}
		require(node.pool.active() >= 0 && node.pool.activeCritical() >= 0, "J5 no slot is freed twice",
				node.pool.active());
		int[] waiting = new int[PRIORITIES.length + 1];
		int suspects = 0;
		for (TaskExecution execution : node.dispatcher.executions()) {
			waiting[execution.priority().code()] += execution.hasBegun() ? 0 : 1;
			suspects += (execution.task().crashes() >= SUSPECT_CRASHES) ? 1 : 0;
		}
		PoolLimits limits = node.pool.limits();
		for (TaskPriority priority : PRIORITIES) {
			require(priority == TaskPriority.CRITICAL
					|| waiting[priority.code()] <= limits.of(priority) + limits.size(),
					"J5 few tasks are claimed ahead", priority);
		}
		require(suspects <= 1, "J5 one suspect is claimed at a time", suspects);
	}

	/**
	 * Checks that a process which has nothing to do has all its slots.
	 */
	void checkIdle(SimulatedNode node) {
		if (!node.isRunning()) {
			return;
		}
		require(node.dispatcher.executions().isEmpty() && node.waitingThreads() == 0, "J7 everything ends",
				node.identity.pid());
		require(node.pool.active() == 0 && node.pool.activeCritical() == 0, "J5 every slot comes back",
				node.pool.active());
		ClaimDemand demand = node.dispatcher.demand();
		require(demand.low() == node.pool.limits().size() && demand.suspects() == 1 && node.dispatcher.stuck() == 0,
				"J5 an idle process asks for all that it can run", demand);
	}

	/**
	 * What the events have told about one id.
	 */
	private static final class KnownTask {

		private final UUID id;

		private boolean stored;

		private boolean limited;

		/** Null while only the sending is known. */
		private TaskStatus status;

		private boolean fresh;

		private int attempt;

		private int maxAttempts;

		private int crashes;

		private long fence;

		private long lastFence;

		private long seq;

		private long owner;

		KnownTask(UUID id) {
			this.id = id;
		}

		void sent() {
			this.stored = true;
			this.status = null;
			this.fresh = true;
			this.attempt = 0;
			this.crashes = 0;
			this.lastFence = this.fence;
			this.fence = 0;
			this.owner = 0;
		}

		Ownership ownership() {
			return new Ownership(this.seq, this.fence);
		}

		void become(TaskStatus from, TaskStatus to, SimulationRules rules) {
			boolean first = this.status == null;
			TaskStatus before = this.status;
			this.status = to;
			rules.require((first || before == from) && from.canBecome(to), "J8 every move is one of the table's", this);
		}

		void giveBack(SimulationRules rules) {
			become(TaskStatus.RUNNING, TaskStatus.PENDING, rules);
			this.attempt--;
		}

		/**
		 * Learns from the row of a new task what no event tells.
		 */
		void resolve(TaskState state, SimulationRules rules) {
			if (!this.fresh) {
				return;
			}
			this.fresh = false;
			long first = state.fence() - this.fence;
			this.fence = state.fence();
			rules.require(this.lastFence < first && state.createdAt() * 1000 <= first, "J3 fences grow", this);
			this.seq = state.seq();
			this.maxAttempts = state.maxAttempts();
			if (this.status == null) {
				this.status = state.status();
				rules.require(this.status != TaskStatus.RUNNING && this.status != TaskStatus.FINISHED, "J8 a new task",
						this);
			}
		}

		@Override
		public String toString() {
			return this.id + " " + this.status + " attempt " + this.attempt + " of " + this.maxAttempts + " crashes "
					+ this.crashes + " fence " + this.fence + " seq " + this.seq + " owner " + this.owner;
		}

	}

}

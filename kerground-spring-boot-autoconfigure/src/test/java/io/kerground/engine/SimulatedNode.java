package io.kerground.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

import io.kerground.core.ClaimedTask;
import io.kerground.core.ScheduleDefinition;
import io.kerground.core.StoreException;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskSignals;
import io.kerground.simulation.SteppedRepository;

/**
 * One process of a simulation: the engine's own classes, put together as
 * {@link KergroundEngine} does, but each pass of a loop is a step and each thread of a
 * body a queued one.
 */
final class SimulatedNode {

	static final Duration LEASE = Duration.ofSeconds(6);

	private static final long WATCH_NANOS = 20_000_000L;

	private static final long PRUNE_NANOS = 60_000_000_000L;

	private static final long BACKOFF_NANOS = 100_000_000L;

	final Map<UUID, SimulatedBody> bodies = new LinkedHashMap<>();

	final Set<SimulatedLocks.Lock> held = new HashSet<>();

	final TaskSignals signals = new TaskSignals();

	final TaskDispatcher dispatcher;

	final WorkerPool pool;

	final SteppedRepository repository;

	final SimulatedFaults faults;

	final SimulatedClock clock;

	final NodeIdentity identity;

	private final List<Runnable> threads = new ArrayList<>();

	private final Simulation world;

	private final Set<String> names;

	private final RandomGenerator random;

	private final NodeMembership membership;

	private final StoreWatcher watcher;

	private final TaskPruner pruner;

	final RecurringTasks recurring;

	private Phase phase = Phase.STARTING;

	private long pausedUntil;

	private long watchAt;

	private long beatAt;

	private long upkeepAt;

	private long pruneAt;

	private long lastBeat;

	private boolean rejoining;

	private boolean watching;

	SimulatedNode(Simulation world, SimulatedClock clock, NodeIdentity identity, PoolLimits limits, Set<String> names,
			Set<String> queues) {
		this.world = world;
		this.names = names;
		this.random = world.random();
		this.clock = clock;
		this.identity = identity;
		this.faults = new SimulatedFaults(world, this);
		EngineSettings settings = new EngineSettings("simulation", true, queues, Duration.ofSeconds(1), LEASE,
				Duration.ofSeconds(5), Simulation.MAX_CRASHES, 1000,
				new EngineSettings.Retention(Duration.ofMinutes(20), Duration.ofMinutes(30), Duration.ofMinutes(20)),
				null);
		TaskAnnouncer announcer = new TaskAnnouncer(this.signals);
		WorkerRegistry registry = registry(names);
		this.repository = world.store().open(clock, announcer, this.faults);
		this.pool = new WorkerPool(limits, this.threads::add);
		this.dispatcher = new TaskDispatcher(this.repository, new SimulatedTasks.NoArguments(), registry, this.pool,
				announcer, clock, this.random, settings);
		this.watcher = new StoreWatcher(this.repository, this.signals, this.dispatcher, clock, settings);
		this.pruner = new TaskPruner(this.repository, registry, clock, settings.retention());
		this.membership = new NodeMembership(this.repository, registry, this.dispatcher, this.watcher, identity,
				world.locks().ofProcess(this.held), clock, settings);
		this.recurring = new RecurringTasks(new SteppedSchedules(this.repository.schedules(), world, this), registry,
				clock, "simulation");
		this.dispatcher.whenStopped(this.recurring::pause);
		announcer.addCommitListener((events, nanos) -> this.recurring.committed(events));
		announcer.whenCancelled((event) -> this.dispatcher.cancelled(event.task().id()));
	}

	private WorkerRegistry registry(Set<String> names) {
		WorkerRegistry registry = new WorkerRegistry();
		for (TaskDefinition definition : SimulatedTasks.DEFINITIONS.values()) {
			if (names.contains(definition.name())) {
				registry.register(worker(definition));
			}
		}
		this.world.schedules().all().forEach((name, schedule) -> {
			if (names.contains(name)) {
				registry.register(worker(SimulatedTasks.ofSchedule(name)), new ScheduleDefinition(name, schedule));
			}
		});
		registry.complete();
		return registry;
	}

	private WorkerTask worker(TaskDefinition definition) {
		return new WorkerTask(definition,
				(arguments) -> run(definition.name(), (TaskContext) arguments[arguments.length - 1]), true);
	}

	/**
	 * Returns the name of a task without a schedule that this process knows, or null.
	 */
	String anyName() {
		return this.names.stream().filter((name) -> this.world.schedules().of(name) == null).findFirst().orElse(null);
	}

	boolean isGone() {
		return this.phase == Phase.GONE;
	}

	boolean isRunning() {
		return this.phase == Phase.RUNNING;
	}

	boolean isWatching() {
		return this.watching;
	}

	boolean canStep() {
		return this.phase != Phase.GONE && this.world.nanos() >= this.pausedUntil;
	}

	void pause(long nanos) {
		this.pausedUntil = this.world.nanos() + nanos;
	}

	void resume() {
		this.pausedUntil = 0;
	}

	/**
	 * Ends the process as a kill does.
	 */
	void kill() {
		this.phase = Phase.GONE;
		this.held.forEach(SimulatedLocks.Lock::drop);
		this.threads.clear();
	}

	/**
	 * Takes one step of whatever this process has to do.
	 */
	void step() {
		long now = this.world.nanos();
		if (this.phase == Phase.STARTING) {
			start();
		}
		else if (now >= this.beatAt && this.random.nextInt(4) > 0) {
			beat();
		}
		else if (now >= this.upkeepAt && this.random.nextInt(4) > 0) {
			upkeep();
		}
		else if (!this.threads.isEmpty() && this.random.nextInt(3) > 0) {
			runThread(this.random.nextInt(this.threads.size()));
		}
		else if (!this.bodies.isEmpty() && this.random.nextInt(3) == 0) {
			stepBody();
		}
		else if (this.phase != Phase.RUNNING && !this.watching && this.random.nextInt(4) == 0) {
			stop();
		}
		else if (now >= this.watchAt && !this.watching && this.random.nextBoolean()) {
			watch();
		}
		else {
			write();
		}
	}

	/**
	 * Does everything once that there is to do.
	 */
	void stepAll() {
		if (this.phase == Phase.STARTING) {
			start();
		}
		write();
		long now = this.world.nanos();
		while (!this.threads.isEmpty()) {
			runThread(0);
		}
		for (SimulatedBody body : List.copyOf(this.bodies.values())) {
			if (!body.endless || this.world.isAllWell()) {
				end(body, null);
			}
		}
		write();
		watch();
		if (now >= this.beatAt) {
			beat();
		}
		if (now >= this.upkeepAt) {
			upkeep();
		}
		if (this.phase != Phase.RUNNING && this.phase != Phase.STARTING && this.phase != Phase.GONE) {
			stop();
		}
	}

	private void write() {
		this.world.trace(this, "write");
		this.repository.runOnce();
	}

	private void start() {
		this.world.trace(this, "start");
		try {
			this.lastBeat = this.world.nanos();
			this.membership.start();
			this.phase = Phase.RUNNING;
		}
		catch (StoreException ex) {
			// the application does not start, so its process ends
			kill();
		}
	}

	private void watch() {
		this.world.trace(this, "watch");
		this.watchAt = this.world.nanos() + WATCH_NANOS;
		this.membership.giveUpWhenOverdue();
		this.watching = true;
		try {
			if (this.watcher.runOnce()) {
				this.recurring.changed();
			}
			if (this.phase == Phase.RUNNING) {
				this.recurring.runOnce(this.membership.owner());
			}
		}
		catch (StoreException ex) {
			this.watchAt = this.world.nanos() + BACKOFF_NANOS;
		}
		finally {
			this.watching = false;
		}
	}

	private void beat() {
		this.world.trace(this, "beat");
		this.beatAt = this.world.nanos() + this.membership.beatInterval();
		try {
			boolean goesOn = this.membership.beat();
			this.lastBeat = this.world.nanos();
			if (!goesOn && this.phase == Phase.RUNNING) {
				this.world.count("rejoin");
				this.rejoining = true;
				this.membership.rejoin();
			}
		}
		catch (StoreException ex) {
			this.beatAt = this.world.nanos() + BACKOFF_NANOS;
		}
		finally {
			this.rejoining = false;
		}
	}

	/**
	 * Returns whether others may take this process for dead, or it gives up by itself.
	 */
	boolean mayBeRescued() {
		return isGone() || this.rejoining || this.world.nanos() - this.lastBeat >= LEASE.toNanos();
	}

	private void upkeep() {
		this.world.trace(this, "upkeep");
		long now = this.world.nanos();
		this.upkeepAt = now + this.membership.beatInterval();
		try {
			this.membership.rescue();
			if (now >= this.pruneAt) {
				this.pruneAt = now + PRUNE_NANOS;
				this.pruner.runOnce();
			}
		}
		catch (StoreException ex) {
			this.upkeepAt = now + BACKOFF_NANOS;
		}
	}

	/**
	 * Begins to end as an application does that is told to stop.
	 */
	void shutDown() {
		this.world.trace(this, "shut down");
		this.phase = Phase.REFUSED;
		this.signals.close();
		this.membership.refuse();
	}

	private void stop() {
		this.world.trace(this, "stop after " + this.phase);
		switch (this.phase) {
			case REFUSED -> {
				this.dispatcher.executions().forEach((execution) -> execution.interrupt("the application stops"));
				this.phase = Phase.INTERRUPTED;
			}
			case INTERRUPTED -> {
				this.dispatcher.executions().forEach(TaskExecution::release);
				this.phase = Phase.RELEASED;
			}
			case RELEASED -> leave();
			case STARTING, RUNNING, GONE -> {
			}
		}
	}

	private void leave() {
		this.membership.leave();
		this.membership.close();
		kill();
	}

	private void runThread(int index) {
		this.world.trace(this, "thread");
		this.threads.remove(index).run();
	}

	private void stepBody() {
		int index = this.random.nextInt(this.bodies.size());
		SimulatedBody body = List.copyOf(this.bodies.values()).get(index);
		int choice = this.random.nextInt(8);
		if (body.endless || choice == 0) {
			body.context.progress(choice, 10);
		}
		else if (choice == 1) {
			end(body, new SimulatedTasks.PassingException());
		}
		else {
			end(body, null);
		}
	}

	/**
	 * Runs a body on a thread of this process.
	 */
	private Object run(String name, TaskContext context) throws Exception {
		if (isGone()) {
			// the thread of a body during which the process was killed runs out
			return null;
		}
		TaskExecution execution = this.dispatcher.executions()
			.stream()
			.filter((one) -> one.id().equals(context.taskId()))
			.findFirst()
			.orElseThrow();
		ClaimedTask task = execution.task();
		if (execution.isSettled()) {
			this.world.rules().fail("A task that was lost or given back does not begin: " + task);
		}
		int choice = this.world.isCalm() ? 0 : this.random.nextInt(32);
		boolean endless = choice >= 30;
		SimulatedBody body = new SimulatedBody(task, context, endless || choice % 8 == 7, endless);
		this.world.rules().begins(this, body, this.bodies.put(task.reference().id(), body));
		boolean poison = name.equals(SimulatedTasks.POISON) && !this.world.isCalm();
		if (poison) {
			this.world.doom(this);
		}
		if (poison || choice >= 12) {
			body.whenComplete((value, ex) -> forget(body));
			return body;
		}
		if (choice >= 10) {
			this.world.stepWithin(6);
		}
		return endAtOnce(name, body, choice);
	}

	private Object endAtOnce(String name, SimulatedBody body, int choice) throws Exception {
		forget(body);
		if (Thread.interrupted() && choice == 11) {
			throw new InterruptedException();
		}
		if (choice == 9) {
			throw new SimulatedTasks.PassingException();
		}
		if (name.equals("work.fatal") && choice == 8) {
			throw new SimulatedTasks.FatalException();
		}
		endsWell(body);
		// what a schedule's method returns may stop its schedule
		return (choice == 7 && this.world.schedules().of(name) != null) ? false : "done";
	}

	private void end(SimulatedBody body, Exception failure) {
		this.world.trace(this, "end of a body");
		if (failure != null) {
			body.completeExceptionally(failure);
		}
		else {
			endsWell(body);
			body.complete("done");
		}
	}

	private void endsWell(SimulatedBody body) {
		if (!isGone()) {
			this.world.rules().endsWell(body);
		}
	}

	private void forget(SimulatedBody body) {
		if (!isGone()) {
			this.bodies.remove(body.task.reference().id(), body);
		}
	}

	int waitingThreads() {
		return this.threads.size();
	}

	private enum Phase {

		STARTING, RUNNING, REFUSED, INTERRUPTED, RELEASED, GONE

	}

}

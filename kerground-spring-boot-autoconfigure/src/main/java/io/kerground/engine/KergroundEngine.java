package io.kerground.engine;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.kerground.core.KergroundOperations;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskSerializer;
import io.kerground.core.TaskSignals;
import io.kerground.core.TaskTransactions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops the runtime in the right order. Can be started again after a stop.
 * Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class KergroundEngine {

	/*
	 * Start: lock, node row, rescue of what dead processes left, attach, loops.
	 *
	 * Stop: no more claims, wait, interrupt, release the rest, leave; the beat ends last,
	 * so that nobody takes this node for dead while its bodies still run.
	 */

	private static final Logger logger = LoggerFactory.getLogger(KergroundEngine.class);

	private static final long EVENT_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long PRUNE_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final ReentrantLock lifecycle = new ReentrantLock();

	private final List<EngineThreads.Loop> loops = new ArrayList<>();

	private final List<Runnable> upkeep = new CopyOnWriteArrayList<>();

	private final TaskSignals signals;

	private final TaskAnnouncer announcer;

	private final TaskClock clock;

	private final EngineSettings settings;

	private final TaskDispatcher dispatcher;

	private final TaskPruner pruner;

	private final UnknownTaskWarning unknownTasks;

	private final RecurringTasks recurring;

	private final ScheduleRepository schedules;

	private final LoopWorkers loopWorkers;

	private final EngineWorkers.Parts parts;

	private final StoreWatcher watcher;

	private final NodeMembership membership;

	private EngineThreads.@Nullable Loop beatLoop;

	private volatile boolean running;

	private long prunedAt;

	private volatile int recovered;

	/**
	 * Creates an engine.
	 * @param repository the store
	 * @param registry the workers
	 * @param serializer reads arguments and writes responses
	 * @param pool the slots
	 * @param signals those who wait for ends
	 * @param announcer tells of committed moves
	 * @param clock tells the time
	 * @param settings further settings
	 */
	public KergroundEngine(TaskRepository repository, WorkerRegistry registry, TaskSerializer serializer,
			WorkerPool pool, TaskSignals signals, TaskAnnouncer announcer, TaskClock clock, EngineSettings settings) {
		this.signals = signals;
		this.announcer = announcer;
		this.clock = clock;
		this.settings = settings;
		this.dispatcher = new TaskDispatcher(repository, serializer, registry, pool, announcer, clock,
				new SecureRandom(), settings);
		this.pruner = new TaskPruner(repository, registry, clock, settings.retention());
		this.unknownTasks = new UnknownTaskWarning(repository, registry);
		this.recurring = new RecurringTasks(repository.schedules(), registry, clock, settings.application());
		this.schedules = repository.schedules();
		this.loopWorkers = new LoopWorkers(registry, clock);
		this.parts = new EngineWorkers.Parts(registry, this.recurring, repository.schedules(), this.dispatcher,
				this.loopWorkers, pool, clock);
		this.watcher = new StoreWatcher(repository, signals, this.dispatcher, clock, settings);
		this.membership = new NodeMembership(repository, registry, this.dispatcher, this.watcher,
				NodeIdentity.ofThisProcess(), NodeLocks.beside(settings.storeFile()), clock, settings);
		this.dispatcher.whenStopped(this.recurring::pause);
		announcer.addCommitListener((events, nanos) -> this.recurring.committed(events));
		announcer.addCommitListener(new LostTasks(registry, announcer::failed));
		announcer.whenCancelled((event) -> this.dispatcher.cancelled(event.task().id()));
	}

	/**
	 * Sets what runs the bodies that commit with their finish. Without it they fail.
	 * @param transactions the transactions of the store
	 */
	public void useTransactions(TaskTransactions transactions) {
		this.dispatcher.useTransactions(transactions);
	}

	/**
	 * Starts the runtime; does nothing when it runs.
	 */
	public void start() {
		this.lifecycle.lock();
		try {
			if (!this.running) {
				this.signals.open();
				this.dispatcher.accept();
				if (this.settings.workerEnabled()) {
					startWorking();
				}
				startLooking();
				this.running = true;
				if (this.settings.workerEnabled()) {
					this.loopWorkers.start();
				}
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	private void startWorking() {
		this.recovered = this.membership.start();
		this.recurring.register(this.membership.owner());
		this.prunedAt = this.clock.nanos() - PRUNE_NANOS;
		long interval = this.membership.beatInterval();
		this.beatLoop = EngineThreads.loop("kerground-beat-", () -> {
			beat();
			return interval;
		});
		this.loops.add(EngineThreads.loop("kerground-upkeep-", () -> {
			upkeep();
			return interval;
		}));
	}

	private void startLooking() {
		this.loops.add(EngineThreads.loop("kerground-watch-", () -> {
			this.membership.giveUpWhenOverdue();
			if (this.watcher.runOnce()) {
				this.recurring.changed();
			}
			fire();
			return this.watcher.pauseNanos();
		}));
		this.loops.add(EngineThreads.loop("kerground-events-", () -> {
			this.announcer.runOnce(EVENT_WAIT_NANOS);
			return 0;
		}));
	}

	private void fire() {
		long owner = this.membership.owner();
		if (owner != 0 && this.running) {
			this.recurring.runOnce(owner);
		}
	}

	private void beat() {
		if (!this.membership.beat()) {
			rejoin();
		}
	}

	private void upkeep() {
		this.membership.rescue();
		int reset = this.schedules.resetExpired(this.clock.millis());
		if (reset > 0) {
			logger.info("The time of {} fuses is over; tasks with their names begin again", reset);
		}
		if (this.clock.nanos() - this.prunedAt >= PRUNE_NANOS) {
			this.prunedAt = this.clock.nanos();
			this.pruner.runOnce();
			this.unknownTasks.runOnce();
		}
		this.upkeep.forEach(Runnable::run);
	}

	/**
	 * Adds something that is looked after every few seconds while the runtime runs.
	 * @param action the action, which must be short and must not throw
	 */
	public void addUpkeep(Runnable action) {
		this.upkeep.add(action);
	}

	/**
	 * Adds one who observes attempts.
	 * @param observer the observer, which begins after those added before
	 */
	public void addAttemptObserver(AttemptObserver observer) {
		this.dispatcher.addObserver(observer);
	}

	/**
	 * Comes back as a new node, unless the engine starts or stops: then the next beat
	 * looks again.
	 */
	private void rejoin() {
		if (!this.lifecycle.tryLock()) {
			logger.debug("The engine starts or stops; the next beat looks again");
			return;
		}
		try {
			if (this.running) {
				this.membership.rejoin();
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	/**
	 * Stops the runtime within the shutdown timeout: claims nothing more, waits for the
	 * bodies that run, interrupts the rest, and gives their tasks back.
	 */
	public void stop() {
		this.lifecycle.lock();
		try {
			if (this.running) {
				this.running = false;
				this.loopWorkers.stop();
				this.signals.close();
				boolean member = this.membership.isMember();
				long begun = this.clock.nanos();
				if (member) {
					this.membership.refuse();
				}
				else {
					this.dispatcher.refuse();
				}
				endBodies();
				this.loopWorkers.join(this.settings.shutdownTimeout().minusNanos(this.clock.nanos() - begun));
				endLoops();
				if (member) {
					leave();
				}
				this.announcer.drain();
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	private void endBodies() {
		Duration timeout = this.settings.shutdownTimeout();
		long patience = timeout.toNanos() * 4 / 5;
		try {
			if (!this.dispatcher.awaitIdle(patience)) {
				this.dispatcher.executions().forEach((execution) -> execution.interrupt("the application stops"));
				this.dispatcher.interruptCalls();
				if (!this.dispatcher.awaitIdle(timeout.toNanos() - patience)) {
					logger.warn("{} tasks did not end at shutdown; they are given back and run again later",
							this.dispatcher.executions().size());
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.dispatcher.executions().forEach(TaskExecution::release);
	}

	private void endLoops() {
		this.loops.forEach(EngineThreads.Loop::end);
		this.announcer.wake();
		this.loops.forEach(EngineThreads.Loop::join);
		this.loops.clear();
	}

	private void leave() {
		try {
			this.membership.leave();
		}
		finally {
			if (this.beatLoop != null) {
				this.beatLoop.end();
				this.beatLoop.join();
			}
			this.membership.close();
		}
	}

	/**
	 * Returns what controls the workers.
	 * @param operations sends the items of queues
	 * @return the workers
	 */
	public KergroundWorkers workers(KergroundOperations operations) {
		return new EngineWorkers(this.parts, operations, this::isRunning);
	}

	/**
	 * Returns whether the runtime runs.
	 * @return whether it was started and not stopped since
	 */
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Returns how many tasks of dead processes the latest start took back.
	 * @return the number of tasks
	 */
	public int recovered() {
		return this.recovered;
	}

	/**
	 * Returns how often a node lost a task before its attempt ended.
	 * @return the number since the application started
	 */
	public long leasesLost() {
		return this.dispatcher.lost();
	}

	/**
	 * Returns how many bodies do not end though they were interrupted. Their slots are
	 * given to others.
	 * @return the number of stuck bodies
	 */
	public int stuckBodies() {
		return this.dispatcher.stuck();
	}

	/**
	 * Returns how many attempts were warned about because they took long.
	 * @return the number since the application started
	 */
	public long slowAttempts() {
		return this.dispatcher.slow();
	}

}

package io.kerground.engine;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.kerground.core.ClaimScope;
import io.kerground.core.Node;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskSerializer;
import io.kerground.core.TaskSignals;
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

	private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long EVENT_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long PRUNE_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final ReentrantLock lifecycle = new ReentrantLock();

	private final List<EngineThreads.Loop> loops = new ArrayList<>();

	private final List<Runnable> upkeep = new CopyOnWriteArrayList<>();

	private final NodeIdentity identity = NodeIdentity.ofThisProcess();

	private final TaskRepository repository;

	private final WorkerRegistry registry;

	private final TaskSignals signals;

	private final TaskAnnouncer announcer;

	private final TaskClock clock;

	private final EngineSettings settings;

	private final TaskDispatcher dispatcher;

	private final TaskRescuer rescuer;

	private final TaskPruner pruner;

	private final UnknownTaskWarning unknownTasks;

	private final StoreWatcher watcher;

	private final NodeBeat beat;

	private @Nullable NodeLock lock;

	private volatile @Nullable Node node;

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
		this.repository = repository;
		this.registry = registry;
		this.signals = signals;
		this.announcer = announcer;
		this.clock = clock;
		this.settings = settings;
		this.dispatcher = new TaskDispatcher(repository, serializer, registry, pool, announcer, clock,
				new SecureRandom(), settings);
		this.rescuer = new TaskRescuer(repository, this.identity, clock, settings);
		this.pruner = new TaskPruner(repository, registry, clock, settings.retention());
		this.unknownTasks = new UnknownTaskWarning(repository, registry);
		this.watcher = new StoreWatcher(repository, signals, this.dispatcher, clock, settings);
		this.beat = new NodeBeat(repository, clock, settings, this::rejoin);
		announcer.whenCancelled((event) -> this.dispatcher.cancelled(event.task().id()));
	}

	/**
	 * Starts the runtime; does nothing when it runs.
	 */
	public void start() {
		this.lifecycle.lock();
		try {
			if (!this.running) {
				this.signals.open();
				if (this.settings.workerEnabled()) {
					startWorking();
				}
				startLooking();
				this.running = true;
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	private void startWorking() {
		this.dispatcher.accept();
		long owner = join();
		this.recovered = this.rescuer.runOnce(owner);
		attach(owner);
		this.prunedAt = this.clock.nanos() - PRUNE_NANOS;
		long interval = this.beat.interval();
		this.beatLoop = EngineThreads.loop("kerground-beat-", () -> {
			this.beat.runOnce();
			return interval;
		});
		this.loops.add(EngineThreads.loop("kerground-upkeep-", () -> {
			upkeep();
			return interval;
		}));
	}

	private void startLooking() {
		this.loops.add(EngineThreads.loop("kerground-watch-", () -> {
			giveUpWhenOverdue();
			this.watcher.runOnce();
			return WATCH_NANOS;
		}));
		this.loops.add(EngineThreads.loop("kerground-events-", () -> {
			this.announcer.runOnce(EVENT_WAIT_NANOS);
			return 0;
		}));
	}

	private long join() {
		UUID id = UUID.randomUUID();
		Path storeFile = this.settings.storeFile();
		this.lock = (storeFile != null) ? NodeLock.acquire(storeFile, id) : null;
		this.dispatcher.useSlots((this.lock != null) ? this.lock.slots() : NodeSlots.inMemory());
		Node joining = this.identity.newNode(id, this.settings.application(),
				(this.lock != null) ? this.lock.name() : null, this.registry.names(), this.clock);
		Node joined = this.repository.join(joining);
		this.node = joined;
		this.beat.beatFor(joined.seq());
		warnOfOtherApplications(joined);
		return joined.seq();
	}

	private void attach(long owner) {
		this.watcher.watchFor(owner);
		this.repository.attach(scope(owner), this.dispatcher);
		this.repository.requestClaim();
	}

	private ClaimScope scope(long owner) {
		return new ClaimScope(owner, this.registry.names(), this.settings.queues(), this.settings.suspectCrashes());
	}

	private void warnOfOtherApplications(Node self) {
		this.repository.nodes()
			.stream()
			.filter((other) -> !other.application().equals(self.application()))
			.findFirst()
			.ifPresent((other) -> logger.warn("Another application, '{}', works on the same store: each application"
					+ " should have a store of its own", other.application()));
	}

	private void upkeep() {
		Node self = this.node;
		if (self != null) {
			this.rescuer.runOnce(self.seq());
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
	 * Ends all bodies when other nodes may take this one for dead soon, because its beats
	 * do not reach the store.
	 */
	private void giveUpWhenOverdue() {
		if (this.beat.isOverdue() && !this.rescuer.isAlone() && this.beat.giveUp()) {
			logger.error("This node could not tell for long that it lives, and other nodes may take its tasks; they are"
					+ " interrupted, and it comes back as a new node when the store can be written again");
			this.dispatcher.pause();
			this.dispatcher.loseAll();
		}
	}

	/**
	 * Comes back as a new node after this one was, or may have been, taken for dead.
	 */
	private void rejoin() {
		if (!this.lifecycle.tryLock()) {
			logger.debug("The engine starts or stops; the next beat looks again");
			return;
		}
		try {
			if (this.running) {
				logger
					.error("This node was taken for dead, or nearly so, because its beat stood still for {}; its tasks"
							+ " are interrupted and it comes back as a new node", this.settings.lease());
				this.repository.detach();
				this.dispatcher.loseAll();
				Node former = this.node;
				if (former != null) {
					this.rescuer.giveUp(former.seq());
				}
				closeLock();
				long owner = join();
				this.dispatcher.accept();
				attach(owner);
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
				this.signals.close();
				Node self = this.node;
				if (self != null) {
					this.dispatcher.refuse();
					this.repository.detach();
					endBodies();
				}
				endLoops();
				if (self != null) {
					leave(self);
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

	private void leave(Node self) {
		try {
			this.repository.leave(self.seq());
		}
		finally {
			if (this.beatLoop != null) {
				this.beatLoop.end();
				this.beatLoop.join();
			}
			closeLock();
			this.node = null;
		}
	}

	private void closeLock() {
		if (this.lock != null) {
			this.lock.close();
			this.lock = null;
		}
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

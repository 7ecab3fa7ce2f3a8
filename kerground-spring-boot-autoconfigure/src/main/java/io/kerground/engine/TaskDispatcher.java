package io.kerground.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskIntake;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes claimed tasks from the store and hands each to a thread; knows all that run.
 */
final class TaskDispatcher implements TaskIntake, ExecutionScope.Ends {

	private static final Logger logger = LoggerFactory.getLogger(TaskDispatcher.class);

	private static final ClaimDemand NOTHING = new ClaimDemand(0, 0, 0, 0);

	private static final int PAUSE_MILLIS = 1000;

	private final ConcurrentHashMap<UUID, TaskExecution> running = new ConcurrentHashMap<>();

	private final AtomicInteger unsettled = new AtomicInteger();

	private final LongAdder lost = new LongAdder();

	private final LongAdder slow = new LongAdder();

	private final TaskRepository repository;

	private final WorkerRegistry registry;

	private final WorkerPool pool;

	private final TaskClock clock;

	private final ExecutionScope scope;

	private volatile boolean accepting;

	private volatile boolean stopping;

	private volatile long nextDue = Long.MAX_VALUE;

	TaskDispatcher(TaskRepository repository, TaskSerializer serializer, WorkerRegistry registry, WorkerPool pool,
			TaskClock clock, RandomGenerator random, EngineSettings settings) {
		this.repository = repository;
		this.registry = registry;
		this.pool = pool;
		this.clock = clock;
		this.scope = new ExecutionScope(repository, serializer, pool, clock, random, settings, () -> this.stopping,
				this, this.slow);
		pool.whenSlotFreed(repository::requestClaim);
	}

	void accept() {
		this.stopping = false;
		this.accepting = true;
	}

	void refuse() {
		this.accepting = false;
		this.stopping = true;
	}

	@Override
	public ClaimDemand demand() {
		return this.accepting ? this.pool.demand() : NOTHING;
	}

	@Override
	public void claimed(List<ClaimedTask> tasks, long nextDue) {
		this.nextDue = nextDue;
		for (ClaimedTask task : tasks) {
			start(task);
		}
	}

	@Override
	public void notClaimed() {
		logger.debug("Nothing could be claimed; the next look is after the poll interval");
	}

	@Override
	public void settled(ClaimedTask task, TaskOutcome outcome, boolean won) {
		if (!won) {
			this.lost.increment();
			logger.warn("Task {} was taken from this node before its attempt ended; its {} is dropped", task,
					outcome.verb().word());
		}
	}

	private void start(ClaimedTask task) {
		WorkerTask worker = this.registry.task(task.reference().name());
		if (worker == null) {
			putOff(task, "no worker of this node knows it");
			return;
		}
		TaskExecution execution = new TaskExecution(task, worker, this.scope);
		if (this.running.putIfAbsent(execution.id(), execution) != null) {
			putOff(task, "an earlier attempt still runs on this node");
			return;
		}
		this.pool.take();
		try {
			this.pool.execute(execution);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			logger.error("No thread could be started for {}", task, ex);
			bodyEnded(execution);
			putOff(task, "no thread could be started");
			over();
		}
	}

	private void putOff(ClaimedTask task, String reason) {
		logger.info("Put off {}: {}", task, reason);
		this.repository.settle(task, new TaskOutcome.Snooze(this.clock.millis() + PAUSE_MILLIS), 0);
	}

	@Override
	public void bodyEnded(TaskExecution execution) {
		this.unsettled.incrementAndGet();
		this.running.remove(execution.id(), execution);
		this.pool.free();
	}

	@Override
	public void over() {
		this.unsettled.decrementAndGet();
		if (this.stopping) {
			synchronized (this.running) {
				this.running.notifyAll();
			}
		}
	}

	/**
	 * Interrupts the body of a task that was cancelled.
	 */
	void cancelled(UUID id) {
		TaskExecution execution = this.running.get(id);
		if (execution != null) {
			execution.lose("it was cancelled");
		}
	}

	/**
	 * Gives up every task that this node does not own any more.
	 */
	void recheck(long owner) {
		List<TaskExecution> before = executions();
		if (before.isEmpty()) {
			return;
		}
		Set<TaskRepository.Ownership> owned = new HashSet<>(this.repository.owned(owner));
		for (TaskExecution execution : before) {
			ClaimedTask task = execution.task();
			if (!execution.isSettled() && !owned.contains(new TaskRepository.Ownership(task.seq(), task.fence()))) {
				this.lost.increment();
				execution.lose("this node does not own it any more");
			}
		}
	}

	/**
	 * Gives up every task because this node was taken for dead.
	 */
	void loseAll() {
		for (TaskExecution execution : executions()) {
			this.lost.increment();
			execution.lose("this node was taken for dead");
		}
	}

	/**
	 * Warns of and ends the executions that take too long.
	 */
	void watch() {
		for (TaskExecution execution : this.running.values()) {
			execution.watch();
		}
	}

	/**
	 * Stores the progress that bodies told since the last call.
	 */
	void flushProgress() {
		for (TaskExecution execution : this.running.values()) {
			execution.flushProgress();
		}
	}

	/**
	 * Waits until no body runs and every outcome is on its way into the store.
	 * @return whether that was so before the time was over
	 */
	boolean awaitIdle(long nanos) throws InterruptedException {
		long end = this.clock.nanos() + nanos;
		synchronized (this.running) {
			while (!this.running.isEmpty() || this.unsettled.get() > 0) {
				long left = end - this.clock.nanos();
				if (left <= 0) {
					return false;
				}
				this.running.wait(Math.max(1, left / 1_000_000));
			}
		}
		return true;
	}

	List<TaskExecution> executions() {
		return List.copyOf(this.running.values());
	}

	long nextDue() {
		return this.nextDue;
	}

	long lost() {
		return this.lost.sum();
	}

	long slow() {
		return this.slow.sum();
	}

}

package io.kerground.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimedTask;
import io.kerground.core.KergroundClosedException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskIntake;
import io.kerground.core.TaskLostEvent;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskSerializer;
import io.kerground.core.TaskTransactions;
import io.kerground.core.TaskVerb;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes claimed tasks from the store and hands each to a thread as soon as there is a
 * slot; knows all that wait for one or run.
 */
final class TaskDispatcher implements TaskIntake, ExecutionScope.Ends {

	private static final Logger logger = LoggerFactory.getLogger(TaskDispatcher.class);

	private static final int PAUSE_MILLIS = 1000;

	private static final int SUSPECTS_AT_ONCE = 1;

	private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	/** All that are claimed, whether their bodies have begun or not. */
	private final ConcurrentHashMap<UUID, TaskExecution> running = new ConcurrentHashMap<>();

	private final SubmittedCalls calls;

	private final AtomicInteger suspects = new AtomicInteger();

	private final AtomicInteger stuck = new AtomicInteger();

	private final AtomicInteger unsettled = new AtomicInteger();

	private final LongAdder lost = new LongAdder();

	private final LongAdder slow = new LongAdder();

	private final AttemptObservers observers = new AttemptObservers();

	private final TaskRepository repository;

	private final WorkerRegistry registry;

	private final WorkerPool pool;

	private final ClaimedTasks waiting;

	private final TaskAnnouncer announcer;

	private final EngineSettings settings;

	private final TaskClock clock;

	private final ExecutionScope scope;

	private volatile boolean accepting;

	private volatile boolean stopping;

	private volatile long nextDue = Long.MAX_VALUE;

	private volatile NodeSlots slots = NodeSlots.inMemory();

	private volatile @Nullable TaskTransactions transactions;

	private volatile Consumer<String> stopped = (name) -> {
	};

	TaskDispatcher(TaskRepository repository, TaskSerializer serializer, WorkerRegistry registry, WorkerPool pool,
			TaskAnnouncer announcer, TaskClock clock, RandomGenerator random, EngineSettings settings) {
		this.repository = repository;
		this.registry = registry;
		this.pool = pool;
		this.waiting = new ClaimedTasks(pool);
		this.calls = new SubmittedCalls(pool);
		this.announcer = announcer;
		this.settings = settings;
		this.clock = clock;
		this.scope = new ExecutionScope(repository, serializer, pool, clock, random, settings, () -> this.stopping,
				this, this.slow, () -> this.slots, this.observers, () -> this.transactions);
		pool.whenSlotFreed(this::slotFreed);
	}

	/**
	 * Sets what to do when the method of a schedule returns false.
	 * @param stopped takes the name of the schedule
	 */
	void whenStopped(Consumer<String> stopped) {
		this.stopped = stopped;
	}

	void addObserver(AttemptObserver observer) {
		this.observers.add(observer);
	}

	void useTransactions(TaskTransactions transactions) {
		this.transactions = transactions;
	}

	void useSlots(NodeSlots slots) {
		this.slots = slots;
		this.waiting.tellCrashesExactly(slots.outlivesProcess());
	}

	/**
	 * Runs something that is not stored as soon as there is a slot.
	 */
	<T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> body, TaskPriority priority) {
		if (this.stopping) {
			throw closed();
		}
		SubmittedCall<T> call = new SubmittedCall<>(body, priority, this.pool, this::callEnded);
		this.waiting.add(call);
		if (this.stopping) {
			refuseCalls();
		}
		startWaiting();
		return call.result();
	}

	private static KergroundClosedException closed() {
		return new KergroundClosedException("The application stops, so that nothing can be submitted any more");
	}

	private void refuseCalls() {
		this.waiting.removeCalls().forEach((call) -> call.refuse(closed()));
	}

	private void callEnded(SubmittedCall<?> call) {
		this.calls.ended(call);
		slotFreed();
		if (this.stopping) {
			synchronized (this.running) {
				this.running.notifyAll();
			}
		}
	}

	/**
	 * Interrupts the submitted calls that run.
	 */
	void interruptCalls() {
		this.calls.interrupt();
	}

	int waitingCalls() {
		return this.waiting.waitingCalls();
	}

	void accept() {
		this.stopping = false;
		this.accepting = true;
	}

	/**
	 * Takes no more tasks for now.
	 */
	void pause() {
		this.accepting = false;
	}

	/**
	 * Takes no more tasks and gives those back that have not begun.
	 */
	void refuse() {
		this.accepting = false;
		this.stopping = true;
		releaseWaitingFor(0);
		refuseCalls();
	}

	@Override
	public ClaimDemand demand() {
		return this.accepting ? this.waiting.demand(SUSPECTS_AT_ONCE - this.suspects.get()) : ClaimDemand.NOTHING;
	}

	@Override
	public void claimed(List<ClaimedTask> tasks, long nextDue) {
		this.nextDue = nextDue;
		for (ClaimedTask task : tasks) {
			take(task);
		}
		startWaiting();
	}

	@Override
	public void notClaimed() {
		logger.debug("Nothing could be claimed; the next look is after the poll interval");
	}

	@Override
	public void settled(ClaimedTask task, TaskOutcome outcome, boolean won) {
		if (!won) {
			dropped(task, outcome.verb());
		}
	}

	@Override
	public void refused(TaskExecution execution) {
		dropped(execution.task(), TaskVerb.FINISH);
	}

	private void dropped(ClaimedTask task, TaskVerb verb) {
		lost(task);
		logger.warn("Task {} was taken from this node before its attempt ended; its {} is dropped", task, verb.word());
	}

	private void lost(ClaimedTask task) {
		this.lost.increment();
		this.announcer.lost(new TaskLostEvent(task.reference(), task.fence(), this.clock.instant()));
	}

	private void take(ClaimedTask task) {
		WorkerTask worker = this.registry.task(task.reference().name());
		if (worker == null) {
			putOff(task, "no worker of this node knows it");
			return;
		}
		WorkerTask stoppable = (this.registry.schedule(worker.definition().name()) != null)
				? RecurringBody.around(worker, this.stopped) : worker;
		TaskExecution execution = new TaskExecution(task, stoppable, this.scope);
		if (this.running.putIfAbsent(execution.id(), execution) != null) {
			putOff(task, "an earlier attempt still runs on this node");
			return;
		}
		if (isSuspect(task)) {
			this.suspects.incrementAndGet();
		}
		this.waiting.add(execution);
	}

	private boolean isSuspect(ClaimedTask task) {
		return task.crashes() >= this.settings.suspectCrashes();
	}

	private void slotFreed() {
		startWaiting();
		this.repository.requestClaim();
	}

	/**
	 * Gives the first task or call that may start now a thread, which does the same for
	 * the next one before it begins: to wake a thread costs as much as a small task, and
	 * those that are awake may be enough.
	 */
	private void startWaiting() {
		boolean started = false;
		boolean more = true;
		while (more && !started) {
			TaskExecution task = this.waiting.next();
			SubmittedCall<?> call = (task != null) ? null : this.waiting.nextCall();
			more = task != null || call != null;
			if (task != null) {
				started = start(task);
			}
			if (call != null) {
				started = this.calls.start(call, this::startWaiting);
			}
		}
	}

	/**
	 * Returns whether there is a thread for a task, which is put off otherwise.
	 */
	private boolean start(TaskExecution task) {
		try {
			this.pool.execute(() -> runFrom(task));
			return true;
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			logger.error("No thread could be started for {}", task.task(), ex);
			bodyEnded(task);
			putOff(task.task(), "no thread could be started");
			over();
			return false;
		}
	}

	/**
	 * Runs a task and then, on the same thread, whatever waits for its slot.
	 */
	private void runFrom(TaskExecution first) {
		try {
			startWaiting();
		}
		finally {
			for (TaskExecution next = first; next != null; next = this.waiting.next()) {
				next.run();
			}
		}
		if (this.waiting.waitingCalls() > 0) {
			startWaiting();
		}
	}

	/**
	 * Gives back the tasks that have waited for a slot for some time.
	 */
	private void releaseWaitingFor(long nanos) {
		for (TaskExecution execution : this.waiting.removeWaitingFor(nanos)) {
			forget(execution);
			execution.release();
		}
	}

	private void forget(TaskExecution execution) {
		if (this.running.remove(execution.id(), execution) && isSuspect(execution.task())) {
			this.suspects.decrementAndGet();
		}
	}

	private void putOff(ClaimedTask task, String reason) {
		logger.info("Put off {}: {}", task, reason);
		this.repository.settle(task, new TaskOutcome.Snooze(this.clock.millis() + PAUSE_MILLIS), 0);
	}

	@Override
	public void bodyBegins(TaskExecution execution) {
		this.announcer.begun(execution.task().reference(), execution.waited());
	}

	@Override
	public void bodyStuck(TaskExecution execution) {
		this.stuck.incrementAndGet();
		this.pool.free(execution.priority());
		slotFreed();
	}

	@Override
	public void bodyEnded(TaskExecution execution) {
		this.unsettled.incrementAndGet();
		forget(execution);
		if (execution.hasBegun()) {
			this.waiting.bodyTook(execution.ran());
		}
		if (execution.giveSlotBack()) {
			this.pool.free(execution.priority());
		}
		else {
			this.stuck.decrementAndGet();
		}
	}

	@Override
	public void failed(TaskExecution execution, AttemptFailure failure) {
		this.announcer.failed(failure);
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
			execution.observation().cancel();
			lose(execution, "it was cancelled");
		}
	}

	private void lose(TaskExecution execution, String reason) {
		if (this.waiting.remove(execution)) {
			forget(execution);
		}
		execution.lose(reason);
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
				lost(task);
				lose(execution, "this node does not own it any more");
			}
		}
	}

	/**
	 * Gives up every task because this node was, or may be, taken for dead.
	 */
	void loseAll() {
		for (TaskExecution execution : executions()) {
			if (!execution.isSettled()) {
				lost(execution.task());
			}
			lose(execution, "this node was taken for dead");
		}
	}

	/**
	 * Warns of and ends the executions that take too long, and gives those back that wait
	 * too long for a slot.
	 */
	void watch() {
		releaseWaitingFor(AHEAD_NANOS);
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
			while (!this.running.isEmpty() || !this.calls.isEmpty() || this.unsettled.get() > 0) {
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

	int stuck() {
		return this.stuck.get();
	}

	long slow() {
		return this.slow.sum();
	}

}

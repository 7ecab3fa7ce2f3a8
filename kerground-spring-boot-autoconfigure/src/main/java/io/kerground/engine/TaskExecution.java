package io.kerground.engine;

import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.kerground.core.ClaimedTask;
import io.kerground.core.KergroundClosedException;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskProgress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to one claimed task: begin, perform, classify, settle, end.
 */
final class TaskExecution implements Runnable {

	/*
	 * A task that was claimed ahead waits for its slot first; it can be given back or
	 * lost before its body begins.
	 *
	 * Then two things happen once each, in either order. The outcome is settled: by the
	 * body's end, or before it by a timeout, a shutdown or because the task was lost. The
	 * body ends: it returns, throws, or its stage completes; only then are the slot and
	 * the id free again. A body that does not end though it was interrupted is stuck: its
	 * slot is given to others, its id stays taken. The slot is freed before the outcome
	 * is settled, so that the group of writes that stores the outcome can claim for the
	 * slot too.
	 */

	/** A start is told before its end only if it was this long after the claim. */
	private static final long TELL_START_MILLIS = 20;

	static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final Logger logger = LoggerFactory.getLogger(TaskExecution.class);

	private final ClaimedTask task;

	private final WorkerTask worker;

	private final ExecutionScope scope;

	private final AttemptOutcomes outcomes;

	private final long claimedAt;

	private final AtomicReference<@Nullable TaskProgress> progress = new AtomicReference<>();

	private @Nullable Thread thread;

	private @Nullable CompletionStage<?> stage;

	private NodeSlots.@Nullable Body body;

	private ThreadHygiene.@Nullable Found found;

	/** Guarded by this: whether the body has ended. */
	private boolean ended;

	private volatile boolean argumentsRead;

	/** Guarded by this: whether a slot of the pool is taken. */
	private boolean holdsSlot;

	private volatile boolean begun;

	private volatile long begunAt;

	private volatile long startedAt;

	private volatile long interruptedAt;

	private boolean startTold;

	private final AttemptFailures failures;

	private volatile @Nullable String interruption;

	private volatile boolean settled;

	private volatile AttemptObservation observation = AttemptObservation.NONE;

	private volatile boolean lost;

	private boolean warned;

	TaskExecution(ClaimedTask task, WorkerTask worker, ExecutionScope scope) {
		this.task = task;
		this.worker = worker;
		this.scope = scope;
		this.failures = new AttemptFailures(worker.body(), new ExecutionContext(this), task.reference());
		this.outcomes = new AttemptOutcomes(task, worker, scope, this.failures);
		this.claimedAt = scope.clock().nanos();
		this.startedAt = task.startedAt();
	}

	/**
	 * Notes that a slot of the pool was taken for the task.
	 */
	synchronized void slotTaken() {
		this.holdsSlot = true;
	}

	@Override
	public void run() {
		if (!begin()) {
			this.scope.ends().bodyEnded(this);
			this.scope.ends().over();
			return;
		}
		TaskOutcome outcome = null;
		try {
			outcome = attempt();
		}
		catch (Throwable ex) {
			outcome = classifyFailure(ex);
		}
		String undone = leaveThread();
		if (undone != null) {
			logger.warn("Task {} left something on its thread: {}", this.task, undone);
		}
		if (outcome != null) {
			end((undone != null && outcome instanceof TaskOutcome.Finish)
					? classifyFailure(new IllegalStateException("The body returned, but " + undone)) : outcome);
		}
	}

	/**
	 * Begins the body unless the task was lost before.
	 */
	private boolean begin() {
		synchronized (this) {
			if (this.settled) {
				return false;
			}
			this.found = ThreadHygiene.found();
			this.body = this.scope.slots().get().begin(this.task);
			this.thread = Thread.currentThread();
			this.begunAt = this.scope.clock().nanos();
			this.startedAt = this.scope.clock().millis();
			this.startTold = this.startedAt - this.task.startedAt() < TELL_START_MILLIS;
			this.begun = true;
		}
		this.scope.ends().bodyBegins(this);
		this.scope.pool().enter(priority());
		LogContext.put(this.task.reference());
		this.observation = this.scope.observers().begin(this.task);
		logger.debug("Begin {}", this.task);
		return true;
	}

	/**
	 * Runs the body.
	 * @return the outcome, or null when the body ends with its stage
	 */
	private @Nullable TaskOutcome attempt() throws Throwable {
		if (this.worker.definition().transactional()) {
			return new TransactionalAttempt(this, this.worker, this.scope, this.outcomes).run();
		}
		Object value = perform();
		if (value instanceof CompletionStage<?> pending) {
			follow(pending);
			return null;
		}
		return this.outcomes.ofResult(value);
	}

	@Nullable Object perform() throws Throwable {
		TaskDefinition definition = this.worker.definition();
		@Nullable Object[] arguments = this.scope.serializer()
			.readArguments(this.task.payload(),
					definition.parameters().stream().map(TaskDefinition.Parameter::type).toList());
		this.argumentsRead = true;
		if (this.worker.takesContext()) {
			arguments = Arrays.copyOf(arguments, arguments.length + 1);
			arguments[arguments.length - 1] = new ExecutionContext(this);
		}
		return this.worker.body().run(arguments);
	}

	private void follow(CompletionStage<?> pending) {
		synchronized (this) {
			this.stage = pending;
			if (this.interruption != null) {
				PendingStages.cancel(pending);
			}
		}
		pending.whenComplete((value, ex) -> end((ex != null) ? classifyFailure(ex) : this.outcomes.ofResult(value)));
	}

	/**
	 * Makes an outcome of what the body threw.
	 */
	private TaskOutcome classifyFailure(Throwable thrown) {
		Throwable ex = ThrowableReport.unwrapped(thrown);
		if (this.settled) {
			logger.debug("Task {} ended after it was settled", this.task, ex);
			return new TaskOutcome.Release();
		}
		if (isStopping() && (this.interruption != null || ex instanceof KergroundClosedException)) {
			logger.info("Task {} was ended by the shutdown and is given back", this.task);
			return new TaskOutcome.Release();
		}
		return this.outcomes.ofFailure(ex, this.argumentsRead);
	}

	/**
	 * Leaves the thread as it was found, whatever the body did to it.
	 * @return what work of the body is undone by that, or null
	 */
	private @Nullable String leaveThread() {
		ThreadHygiene.Found before;
		synchronized (this) {
			this.thread = null;
			before = this.found;
		}
		this.observation.leave();
		this.scope.pool().leave();
		return (before != null) ? this.scope.pool().hygiene().restore(before) : null;
	}

	/**
	 * Ends the body, once: a stage may tell of its end and then throw.
	 */
	private void end(TaskOutcome outcome) {
		NodeSlots.Body slot;
		synchronized (this) {
			if (this.ended) {
				return;
			}
			this.ended = true;
			slot = this.body;
		}
		if (slot != null) {
			slot.end();
		}
		this.scope.ends().bodyEnded(this);
		try {
			if (!settle(outcome)) {
				this.scope.repository().requestClaim();
			}
		}
		finally {
			this.observation.end(this.failures);
			this.scope.ends().over();
		}
		logger.debug("End {}: {}", this.task, outcome.verb());
	}

	/**
	 * Settles the outcome unless another was settled before.
	 */
	private boolean settle(TaskOutcome outcome) {
		if (!takeSettlement(outcome)) {
			return false;
		}
		flushProgress();
		String log = this.observation.log();
		if (log != null) {
			this.scope.repository().settle(begunTask(), outcome, ran(), log);
		}
		else {
			this.scope.repository().settle(begunTask(), outcome, ran());
		}
		tellFailure(outcome);
		return true;
	}

	/**
	 * Takes the right to settle the attempt.
	 * @param outcome how the attempt is going to be settled
	 * @return whether nobody had it before
	 */
	synchronized boolean takeSettlement(TaskOutcome outcome) {
		if (this.settled) {
			return false;
		}
		this.settled = true;
		this.observation.settle(outcome);
		return true;
	}

	void tellFailure(TaskOutcome outcome) {
		this.failures.of(outcome).ifPresent((failure) -> this.scope.ends().failed(this, failure));
	}

	/**
	 * Tells that the store refused the finish, because this node does not own the task
	 * any more.
	 */
	void refused() {
		this.lost = true;
		this.observation.lose();
		this.scope.ends().refused(this);
	}

	/**
	 * Settles the attempt as failed because it took too long, and interrupts the body.
	 */
	void timeOut(Duration timeout) {
		TimeoutException ex = new TimeoutException("The attempt did not end within " + timeout);
		Thread running;
		synchronized (this) {
			running = this.thread;
			if (this.settled) {
				return;
			}
		}
		if (running != null) {
			ex.setStackTrace(running.getStackTrace());
		}
		if (settle(this.outcomes.ofFailure(ex, true))) {
			interrupt("it timed out");
		}
	}

	/**
	 * Gives the task up because this node does not own it any more.
	 */
	void lose(String reason) {
		synchronized (this) {
			if (this.settled) {
				return;
			}
			this.settled = true;
		}
		this.lost = true;
		interrupt(reason);
	}

	/**
	 * Gives the task back, for another run to begin anew.
	 */
	void release() {
		settle(new TaskOutcome.Release());
	}

	void interrupt(String reason) {
		synchronized (this) {
			this.interruption = reason;
			this.interruptedAt = this.scope.clock().nanos();
			if (this.thread != null) {
				logger.info("Interrupt {}: {}", this.task, reason);
				this.thread.interrupt();
			}
			if (this.stage != null) {
				PendingStages.cancel(this.stage);
			}
		}
	}

	/**
	 * Looks how long the attempt has run, warns and ends it as its definition says.
	 */
	void watch() {
		if (!this.begun) {
			return;
		}
		TaskDefinition definition = this.worker.definition();
		long ran = ran();
		if (!this.startTold && !this.settled) {
			this.startTold = true;
			this.scope.repository().begun(begunTask());
		}
		Duration warnAfter = definition.warnAfter();
		if (warnAfter != null && !this.warned && ran > warnAfter.toNanos()) {
			this.warned = true;
			this.scope.slow().increment();
			logger.warn("Task {} has run for more than {}", this.task, warnAfter);
		}
		Duration timeout = definition.timeout();
		if (timeout != null && ran > timeout.toNanos()) {
			timeOut(timeout);
		}
		if (this.interruption != null && this.scope.clock().nanos() - this.interruptedAt > STUCK_NANOS) {
			markStuck();
		}
	}

	/**
	 * Gives the slot of a body to others that does not end though it was interrupted.
	 */
	private void markStuck() {
		Thread running;
		synchronized (this) {
			running = this.thread;
			if (running == null && this.stage == null) {
				return;
			}
		}
		if (giveSlotBack()) {
			Exception where = new Exception("Where the body is now");
			where.setStackTrace((running != null) ? running.getStackTrace() : new StackTraceElement[0]);
			logger.error(
					"Task {} is stuck: its body did not end within {} s after it was interrupted because {}."
							+ " Its slot is given to others, its thread is lost until it ends",
					this.task, TimeUnit.NANOSECONDS.toSeconds(STUCK_NANOS), this.interruption, where);
			this.scope.ends().bodyStuck(this);
		}
	}

	/**
	 * Gives the slot back.
	 * @return whether this is the first time, so that the pool has to be told
	 */
	synchronized boolean giveSlotBack() {
		boolean held = this.holdsSlot;
		this.holdsSlot = false;
		return held;
	}

	void progress(TaskProgress progress) {
		this.progress.set(progress);
	}

	/**
	 * Stores the latest progress that is not stored yet.
	 */
	void flushProgress() {
		TaskProgress latest = this.progress.getAndSet(null);
		if (latest != null) {
			this.scope.repository().progress(this.task, latest);
		}
	}

	/**
	 * Returns how many nanoseconds ago the body began, 0 before.
	 */
	long ran() {
		return this.begun ? this.scope.clock().nanos() - this.begunAt : 0;
	}

	/**
	 * Returns how many nanoseconds ago the task was claimed.
	 */
	long sinceClaim() {
		return this.scope.clock().nanos() - this.claimedAt;
	}

	/**
	 * Returns how long the task has waited for its start since it was due.
	 */
	Duration waited() {
		return Duration.ofMillis(Math.max(0, this.startedAt - Math.max(this.task.runAt(), this.task.createdAt())));
	}

	AttemptObservation observation() {
		return this.observation;
	}

	TaskPriority priority() {
		return this.task.reference().priority();
	}

	boolean hasBegun() {
		return this.begun;
	}

	UUID id() {
		return this.task.reference().id();
	}

	ClaimedTask task() {
		return this.task;
	}

	/**
	 * Returns the task with its true start.
	 */
	ClaimedTask begunTask() {
		return this.task.begunAt(this.startedAt);
	}

	boolean isSettled() {
		return this.settled;
	}

	boolean isLost() {
		return this.lost;
	}

	boolean isStopping() {
		return this.scope.stopping().getAsBoolean();
	}

}

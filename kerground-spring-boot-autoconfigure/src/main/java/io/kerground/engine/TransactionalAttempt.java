package io.kerground.engine;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskTransactions;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a task whose body and finish are committed together. Used by the body's
 * thread only.
 */
final class TransactionalAttempt implements TaskTransactions.Attempt {

	/*
	 * Until the body has returned, all is as with any other task: a timeout, a cancel or
	 * the loss of the task settles the attempt, and the body's transaction is rolled back
	 * when it ends. From then on the attempt is settled by its transaction alone. When
	 * that can't be committed, the attempt has failed; and since the commit may have
	 * happened all the same, the store looks at the row before it believes that.
	 */

	private final TaskExecution execution;

	private final WorkerTask worker;

	private final ExecutionScope scope;

	private final AttemptOutcomes outcomes;

	private boolean finishing;

	private @Nullable Object value;

	private @Nullable TaskOutcome refused;

	TransactionalAttempt(TaskExecution execution, WorkerTask worker, ExecutionScope scope, AttemptOutcomes outcomes) {
		this.execution = execution;
		this.worker = worker;
		this.scope = scope;
		this.outcomes = outcomes;
	}

	/**
	 * Runs the body and commits it with its finish.
	 * @return the outcome, which is settled already if it is a finish
	 */
	TaskOutcome run() throws Throwable {
		boolean committed;
		try {
			committed = transactions().run(this);
		}
		catch (Throwable ex) {
			if (!this.finishing) {
				throw ex;
			}
			return settleInDoubt(ex);
		}
		if (committed) {
			RecurringBody.committed(this.worker.body(), this.value);
			return new TaskOutcome.Finish(null);
		}
		if (this.finishing) {
			this.execution.refused();
		}
		return (this.refused != null) ? this.refused : new TaskOutcome.Release();
	}

	private TaskTransactions transactions() {
		TaskTransactions present = this.scope.transactions().get();
		if (present == null) {
			throw new IllegalStateException("The task " + this.worker.definition().name()
					+ " is transactional, but its store takes part in no transactions of the application");
		}
		return present;
	}

	private TaskOutcome settleInDoubt(Throwable ex) {
		TaskOutcome failed = this.outcomes.ofFailure(ThrowableReport.unwrapped(ex), true);
		this.execution.observation().settle(failed);
		transactions().settleInDoubt(this, failed);
		this.execution.tellFailure(failed);
		return failed;
	}

	@Override
	public ClaimedTask task() {
		return this.execution.begunTask();
	}

	@Override
	public @Nullable Duration timeout() {
		return this.worker.definition().timeout();
	}

	@Override
	public @Nullable Object perform() throws Throwable {
		return this.execution.perform();
	}

	@Override
	public TaskOutcome.@Nullable Finish finish(@Nullable Object value) {
		if (value instanceof CompletionStage<?>) {
			throw new IllegalStateException("The task " + this.worker.definition().name()
					+ " is transactional, so it must not return a CompletionStage");
		}
		TaskOutcome outcome = this.outcomes.ofResult(value);
		if (!(outcome instanceof TaskOutcome.Finish finish)) {
			this.refused = outcome;
			return null;
		}
		if (!this.execution.takeSettlement(finish)) {
			return null;
		}
		this.value = value;
		this.finishing = true;
		return finish;
	}

	@Override
	public long nanos() {
		return this.execution.ran();
	}

	@Override
	public @Nullable String log() {
		return this.execution.observation().log();
	}

}

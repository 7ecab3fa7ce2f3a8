package io.kerground.jdbc;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskTransactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * Runs bodies in transactions of the application on the store's data source, which their
 * finish is the last write of.
 */
final class JoinedBodies implements TaskTransactions {

	/*
	 * The finish comes last, behind what is flushed, so that the row of the task is
	 * locked as shortly as can be: the writers of all nodes may have to wait for it.
	 *
	 * The isolation is fixed. A stricter one would make the finish fail whenever the row
	 * was written after the body began, as by telling its start.
	 *
	 * Where one transaction writes at a time, a body is that one from its begin on: what
	 * it has read would otherwise be too old to write upon. So bodies come one after the
	 * other there, and wait for each other here, in their order.
	 */

	private static final Logger logger = LoggerFactory.getLogger(JoinedBodies.class);

	private final ReentrantLock turn = new ReentrantLock(true);

	private final TransactionalTaskRepository store;

	private final JoinedTransactions transactions;

	private final Supplier<PlatformTransactionManager> managers;

	JoinedBodies(TransactionalTaskRepository store, JoinedTransactions transactions,
			Supplier<PlatformTransactionManager> managers) {
		this.store = store;
		this.transactions = transactions;
		this.managers = managers;
	}

	@Override
	public void check() {
		Objects.requireNonNull(this.managers.get());
	}

	@Override
	public boolean run(Attempt attempt) throws Throwable {
		if (this.transactions.isConcurrent()) {
			return runNow(attempt);
		}
		this.turn.lockInterruptibly();
		try {
			return runNow(attempt);
		}
		finally {
			this.turn.unlock();
		}
	}

	private boolean runNow(Attempt attempt) throws Throwable {
		PlatformTransactionManager manager = this.managers.get();
		TransactionStatus status = manager.getTransaction(definition(attempt));
		JoinedSends joined;
		boolean won;
		try {
			joined = this.store.joinedSends();
			this.transactions.lock();
			won = write(attempt, status, joined);
		}
		catch (Throwable ex) {
			rollBack(manager, status, ex);
			throw ex;
		}
		if (!won) {
			manager.rollback(status);
			return false;
		}
		commit(manager, status, joined);
		return true;
	}

	/**
	 * Returns how a body's transaction is begun: apart from any other one on its thread.
	 */
	static DefaultTransactionDefinition definition() {
		DefaultTransactionDefinition definition = new DefaultTransactionDefinition(
				TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		definition.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
		return definition;
	}

	private static DefaultTransactionDefinition definition(Attempt attempt) {
		DefaultTransactionDefinition definition = definition();
		definition.setName(attempt.task().reference().name());
		Duration timeout = attempt.timeout();
		if (timeout != null) {
			// ends a statement that nothing else could interrupt
			definition.setTimeout((int) Math.min(Integer.MAX_VALUE, timeout.plusSeconds(1).toSeconds()));
		}
		return definition;
	}

	private boolean write(Attempt attempt, TransactionStatus status, JoinedSends joined) throws Throwable {
		Object value = attempt.perform();
		if (!this.store.isPresent(joined)) {
			throw new IllegalStateException("The body returned, but left a transaction of its own open");
		}
		status.flush();
		TaskOutcome.Finish finish = attempt.finish(value);
		return finish != null && joined.finish(Settlement.of(attempt, finish));
	}

	private static void rollBack(PlatformTransactionManager manager, TransactionStatus status, Throwable failure) {
		try {
			manager.rollback(status);
		}
		catch (RuntimeException | Error ex) {
			logger.debug("The transaction of a body could not be rolled back", ex);
			failure.addSuppressed(ex);
		}
	}

	private static void commit(PlatformTransactionManager manager, TransactionStatus status, JoinedSends joined) {
		try {
			manager.commit(status);
		}
		catch (RuntimeException | Error ex) {
			if (!joined.isCommitted()) {
				throw ex;
			}
			logger.warn("A task is finished and committed, but something of the application failed after the commit",
					ex);
		}
	}

	@Override
	public void settleInDoubt(Attempt attempt, TaskOutcome outcome) {
		this.transactions.settleInDoubt(Settlement.of(attempt, outcome).mayBeFinished());
	}

}

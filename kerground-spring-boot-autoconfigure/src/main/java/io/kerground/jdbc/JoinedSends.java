package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.NewBatch;
import io.kerground.core.NewTask;
import io.kerground.core.SendReceipt;
import io.kerground.core.TaskEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What was sent in one transaction of the store's own data source, and the task that is
 * finished by it: the rows are in the transaction, and workers and listeners hear of them
 * when it is committed.
 */
final class JoinedSends implements TransactionSynchronization {

	/*
	 * The first send of a transaction may come in an after-commit callback. Its rows are
	 * then on a connection whose transaction has been committed already, and this
	 * synchronization is told of the completion only. What is there is committed then:
	 * left alone, it would be rolled back by some pools and be committed by others.
	 */

	private static final Logger logger = LoggerFactory.getLogger(JoinedSends.class);

	private final IdentityHashMap<Object, Mark> savepoints = new IdentityHashMap<>();

	private final Object key;

	private final JoinedTransactions transactions;

	private final TransactionOutbox rest;

	private final List<TaskEvent> events = new ArrayList<>();

	private final List<NewTask> tasks = new ArrayList<>();

	private final List<NewBatch> batches = new ArrayList<>();

	private boolean committed;

	/**
	 * Creates the sends of a transaction.
	 * @param rest stores what could not be committed late
	 */
	JoinedSends(Object key, JoinedTransactions transactions, TransactionOutbox rest) {
		this.key = key;
		this.transactions = transactions;
		this.rest = rest;
	}

	boolean isCommitted() {
		return this.committed;
	}

	List<SendReceipt> send(List<NewTask> sent) {
		List<SendReceipt> receipts = this.transactions.send(sent, this.events);
		this.tasks.addAll(sent);
		return receipts;
	}

	boolean send(NewBatch batch) {
		boolean stored = this.transactions.send(batch, this.events);
		this.batches.add(batch);
		return stored;
	}

	/**
	 * Finishes the task whose body the transaction holds.
	 */
	boolean finish(Settlement settlement) {
		return this.transactions.finish(settlement, this.events);
	}

	boolean holds(UUID id) {
		Set<UUID> ids = new HashSet<>();
		this.tasks.forEach((task) -> ids.add(task.id()));
		return !this.committed && (ids.contains(id) || this.batches.stream().anyMatch((batch) -> batch.holds(id)));
	}

	@Override
	public void suspend() {
		TransactionSynchronizationManager.unbindResource(this.key);
	}

	@Override
	public void resume() {
		TransactionSynchronizationManager.bindResource(this.key, this);
	}

	@Override
	public void savepoint(Object savepoint) {
		this.savepoints.put(savepoint, new Mark(this.tasks.size(), this.batches.size(), this.events.size()));
	}

	@Override
	public void savepointRollback(Object savepoint) {
		// a savepoint that was never told of is older than the first send
		Mark kept = this.savepoints.getOrDefault(savepoint, Mark.BEGIN);
		cut(this.tasks, kept.tasks());
		cut(this.batches, kept.batches());
		cut(this.events, kept.events());
	}

	private static void cut(List<?> list, int kept) {
		list.subList(Math.min(kept, list.size()), list.size()).clear();
	}

	@Override
	public void afterCommit() {
		this.committed = true;
		this.transactions.committed(List.copyOf(this.events));
		this.events.clear();
		this.tasks.clear();
		this.batches.clear();
	}

	/**
	 * Lets what is sent from now on be committed once more, when the transaction is
	 * completed.
	 */
	void goOn() {
		this.committed = false;
	}

	@Override
	public void afterCompletion(int status) {
		TransactionSynchronizationManager.unbindResourceIfPossible(this.key);
		if (status == STATUS_COMMITTED && !this.committed) {
			commitLate();
		}
		else if (status == STATUS_UNKNOWN) {
			if (!this.tasks.isEmpty()) {
				logger.warn("{} tasks were sent in a transaction whose outcome is unknown; they are stored if it was"
						+ " committed", this.tasks.size());
			}
			this.transactions.committed(List.of());
		}
	}

	private void commitLate() {
		this.committed = true;
		try {
			this.transactions.commitLate();
			this.transactions.committed(List.copyOf(this.events));
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("What was sent after a commit could not be committed with its connection", ex);
			this.rest.add(this.tasks);
			this.batches.forEach(this.rest::add);
			this.rest.afterCompletion(STATUS_COMMITTED);
		}
	}

	/**
	 * How much had been sent at a savepoint.
	 */
	private record Mark(int tasks, int batches, int events) {

		static final Mark BEGIN = new Mark(0, 0, 0);

	}

}

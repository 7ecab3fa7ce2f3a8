package io.kerground.jdbc;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;

import io.kerground.core.KergroundException;
import io.kerground.core.NewBatch;
import io.kerground.core.NewTask;
import io.kerground.core.TaskConflictException;
import io.kerground.core.TaskRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The sends of one transaction, in their order, until it commits.
 */
final class TransactionOutbox implements TransactionSynchronization {

	/*
	 * What is sent in an after-commit callback, as every @TransactionalEventListener is,
	 * may come after this synchronization's own afterCommit, or may have made it: then
	 * only afterCompletion is called. An exception would reach nobody there, so storing
	 * is tried again and a final failure is logged.
	 */

	private static final Logger logger = LoggerFactory.getLogger(TransactionOutbox.class);

	private static final int LATE_TRIES = 3;

	private final IdentityHashMap<Object, Mark> savepoints = new IdentityHashMap<>();

	private final Object key;

	private final TaskRepository store;

	private final LongConsumer lost;

	private List<NewTask> tasks = new ArrayList<>();

	private List<NewBatch> batches = new ArrayList<>();

	TransactionOutbox(Object key, TaskRepository store, LongConsumer lost) {
		this.key = key;
		this.store = store;
		this.lost = lost;
	}

	void add(List<NewTask> tasks) {
		this.tasks.addAll(tasks);
	}

	void add(NewBatch batch) {
		this.batches.add(batch);
	}

	boolean holds(UUID id) {
		return this.tasks.stream().anyMatch((task) -> task.id().equals(id))
				|| this.batches.stream().anyMatch((batch) -> batch.holds(id));
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
		this.savepoints.put(savepoint, new Mark(this.tasks.size(), this.batches.size()));
	}

	@Override
	public void savepointRollback(Object savepoint) {
		// a savepoint that was never told of is older than the first send
		Mark kept = this.savepoints.getOrDefault(savepoint, Mark.BEGIN);
		cut(this.tasks, kept.tasks());
		cut(this.batches, kept.batches());
	}

	private static void cut(List<?> list, int kept) {
		list.subList(Math.min(kept, list.size()), list.size()).clear();
	}

	private int size() {
		return this.tasks.size() + this.batches.size();
	}

	@Override
	public void afterCommit() {
		List<NewTask> sent = this.tasks;
		List<NewBatch> sentBatches = this.batches;
		this.tasks = new ArrayList<>();
		this.batches = new ArrayList<>();
		List<TaskConflictException> conflicts = store(sent);
		sentBatches.forEach(this.store::send);
		if (!conflicts.isEmpty()) {
			throw conflicts.get(0);
		}
	}

	@Override
	public void afterCompletion(int status) {
		TransactionSynchronizationManager.unbindResourceIfPossible(this.key);
		if (size() == 0) {
			return;
		}
		if (status == STATUS_COMMITTED) {
			storeLate();
		}
		else if (status == STATUS_UNKNOWN) {
			this.lost.accept(size());
			logger.error("{} tasks were sent in a transaction whose outcome is unknown; they are not stored", size());
		}
	}

	private void storeLate() {
		List<NewTask> sent = this.tasks.stream().map(TransactionOutbox::repeatable).toList();
		for (int i = 1; i <= LATE_TRIES; i++) {
			try {
				int conflicts = store(sent).size();
				this.batches.forEach(this.store::send);
				if (conflicts > 0) {
					this.lost.accept(conflicts);
				}
				return;
			}
			catch (KergroundException ex) {
				if (i == LATE_TRIES) {
					this.lost.accept(size());
					logger.error("{} tasks that were sent after the commit of a transaction could not be stored and"
							+ " are lost, the first is {}", size(), first(), ex);
				}
			}
		}
	}

	private String first() {
		return this.tasks.isEmpty() ? "batch " + this.batches.get(0).id()
				: this.tasks.get(0).name() + " " + this.tasks.get(0).id();
	}

	/**
	 * Returns a task that may be stored again without harm.
	 */
	private static NewTask repeatable(NewTask task) {
		return new NewTask(task.id(), true, task.name(), task.queue(), task.priority(), task.maxAttempts(),
				task.runAt(), task.createdAt(), task.payload(), task.blockedBy(), task.headers());
	}

	/**
	 * Stores tasks.
	 * @return why some are not stored: their ids are those of other tasks
	 */
	private List<TaskConflictException> store(List<NewTask> sent) {
		List<TaskConflictException> conflicts = new ArrayList<>();
		for (int from = 0; from < sent.size(); from += TaskRepository.SEND_LIMIT) {
			List<NewTask> chunk = sent.subList(from, Math.min(sent.size(), from + TaskRepository.SEND_LIMIT));
			try {
				this.store.send(chunk);
			}
			catch (TaskConflictException ex) {
				logger.debug("A task of a transaction has the id of another task; they are stored one by one", ex);
				storeApart(chunk, conflicts);
			}
		}
		return conflicts;
	}

	/**
	 * Stores the tasks one by one, because one of them has the id of another task: the
	 * transaction is committed, so that the others must not be lost with it.
	 */
	private void storeApart(List<NewTask> chunk, List<TaskConflictException> conflicts) {
		for (NewTask task : chunk) {
			try {
				this.store.send(List.of(task));
			}
			catch (TaskConflictException ex) {
				conflicts.add(ex);
				logger.error("A task of a committed transaction is not stored", ex);
			}
		}
	}

	/**
	 * How much had been sent at a savepoint.
	 */
	private record Mark(int tasks, int batches) {

		static final Mark BEGIN = new Mark(0, 0);

	}

}

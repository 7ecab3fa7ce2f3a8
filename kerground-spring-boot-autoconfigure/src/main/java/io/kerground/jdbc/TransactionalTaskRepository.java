package io.kerground.jdbc;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

import io.kerground.core.NewBatch;
import io.kerground.core.NewTask;
import io.kerground.core.SendReceipt;
import io.kerground.core.TaskRepository;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Lets sends wait for the commit of the application's transaction, when the store is
 * separate from the application's data source. Outside a transaction it changes nothing.
 * <p>
 * The two commits are not atomic: a crash between them loses the sends.
 *
 * @since 0.1.0
 */
public final class TransactionalTaskRepository extends DelegatingTaskRepository {

	private final LongAdder lost = new LongAdder();

	private final TaskRepository delegate;

	/**
	 * Creates a repository that stores in another one.
	 * @param delegate the store
	 */
	public TransactionalTaskRepository(TaskRepository delegate) {
		super(delegate);
		this.delegate = delegate;
	}

	@Override
	public List<SendReceipt> send(List<NewTask> tasks) {
		if (!isInTransaction()) {
			return this.delegate.send(tasks);
		}
		outbox().add(tasks);
		return tasks.stream().map((task) -> new SendReceipt(task.id(), true, true)).toList();
	}

	@Override
	public boolean send(NewBatch batch) {
		if (!isInTransaction()) {
			return this.delegate.send(batch);
		}
		outbox().add(batch);
		return true;
	}

	private static boolean isInTransaction() {
		return TransactionSynchronizationManager.isSynchronizationActive()
				&& TransactionSynchronizationManager.isActualTransactionActive();
	}

	private TransactionOutbox outbox() {
		if (TransactionSynchronizationManager.getResource(this) instanceof TransactionOutbox present) {
			return present;
		}
		TransactionOutbox outbox = new TransactionOutbox(this, this.delegate, this.lost::add);
		TransactionSynchronizationManager.registerSynchronization(outbox);
		TransactionSynchronizationManager.bindResource(this, outbox);
		return outbox;
	}

	/**
	 * Returns how many tasks could not be stored after the commit of their transaction
	 * without anybody hearing of it but the log.
	 * @return the number since the application started
	 */
	public long lostSends() {
		return this.lost.sum();
	}

	@Override
	public boolean isUncommitted(UUID id) {
		return TransactionSynchronizationManager.getResource(this) instanceof TransactionOutbox outbox
				&& outbox.holds(id);
	}

}

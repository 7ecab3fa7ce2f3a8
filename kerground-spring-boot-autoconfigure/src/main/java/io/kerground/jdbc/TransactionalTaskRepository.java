package io.kerground.jdbc;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import io.kerground.core.NewBatch;
import io.kerground.core.NewTask;
import io.kerground.core.SendReceipt;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskTransactions;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Makes sends follow the application's transaction. In a transaction of the store's own
 * data source they are part of it. In any other one, or one that only reads, they wait
 * for its commit; the two commits are not atomic then, so that a crash between them loses
 * the sends. Outside a transaction it changes nothing.
 *
 * @since 0.1.0
 */
public final class TransactionalTaskRepository extends DelegatingTaskRepository {

	private final LongAdder lost = new LongAdder();

	private final TaskRepository delegate;

	private final @Nullable JoinedTransactions own;

	/**
	 * Creates a repository that stores in another one, which is separate from the
	 * application's data source.
	 * @param delegate the store
	 */
	public TransactionalTaskRepository(TaskRepository delegate) {
		this(delegate, null);
	}

	/**
	 * Creates a repository that stores in another one.
	 * @param own the transactions of the store's data source, or null for a separate
	 * store
	 */
	TransactionalTaskRepository(TaskRepository delegate, @Nullable JoinedTransactions own) {
		super(delegate);
		this.delegate = delegate;
		this.own = own;
	}

	@Override
	public List<SendReceipt> send(List<NewTask> tasks) {
		if (!isInTransaction()) {
			return this.delegate.send(tasks);
		}
		JoinedSends joined = joined();
		if (joined != null) {
			return isApart(joined) ? this.delegate.send(tasks) : joined.send(tasks);
		}
		outbox().add(tasks);
		return tasks.stream().map((task) -> new SendReceipt(task.id(), true, true)).toList();
	}

	@Override
	public boolean send(NewBatch batch) {
		if (!isInTransaction()) {
			return this.delegate.send(batch);
		}
		JoinedSends joined = joined();
		if (joined != null) {
			return isApart(joined) ? this.delegate.send(batch) : joined.send(batch);
		}
		outbox().add(batch);
		return true;
	}

	/**
	 * Returns whether something is stored apart from a transaction because it is
	 * committed. Where one writes at a time, the connection of the transaction may be
	 * that one until it is given back.
	 */
	private boolean isApart(JoinedSends joined) {
		if (joined.isCommitted() && !ownTransactions().isConcurrent()) {
			joined.goOn();
		}
		return joined.isCommitted();
	}

	private static boolean isInTransaction() {
		return TransactionSynchronizationManager.isSynchronizationActive()
				&& TransactionSynchronizationManager.isActualTransactionActive();
	}

	/**
	 * Returns the sends of the present transaction if it is one of the store's data
	 * source.
	 */
	private @Nullable JoinedSends joined() {
		JoinedTransactions transactions = this.own;
		if (transactions == null) {
			return null;
		}
		if (TransactionSynchronizationManager.getResource(transactions) instanceof JoinedSends present) {
			return present;
		}
		if (!transactions.isPresent()) {
			return null;
		}
		TransactionOutbox rest = new TransactionOutbox(transactions, this.delegate, this.lost::add);
		JoinedSends joined = new JoinedSends(transactions, transactions, rest);
		TransactionSynchronizationManager.registerSynchronization(joined);
		TransactionSynchronizationManager.bindResource(transactions, joined);
		return joined;
	}

	/**
	 * Returns the sends of the present transaction, which is one of the store's data
	 * source.
	 */
	JoinedSends joinedSends() {
		JoinedSends joined = joined();
		if (joined == null) {
			throw new IllegalStateException("The present transaction is none of the store's data source");
		}
		return joined;
	}

	/**
	 * Returns whether a transaction is the present one.
	 */
	@SuppressWarnings("ReferenceEquality") // each stands for a transaction
	boolean isPresent(JoinedSends joined) {
		return TransactionSynchronizationManager.getResource(ownTransactions()) == joined;
	}

	private JoinedTransactions ownTransactions() {
		JoinedTransactions present = this.own;
		if (present == null) {
			throw new IllegalStateException("The store is separate from the data sources of the application");
		}
		return present;
	}

	/**
	 * Returns whether transactions of a manager are transactions of the store's data
	 * source, so that they can hold bodies and their finish.
	 * @param manager the manager, which is asked for a transaction
	 * @return whether the store can write in it
	 */
	public boolean isJoinedBy(PlatformTransactionManager manager) {
		TransactionStatus status = manager.getTransaction(JoinedBodies.definition());
		try {
			return ownTransactions().isPresent();
		}
		finally {
			manager.rollback(status);
		}
	}

	/**
	 * Returns what runs bodies in transactions that their finish is part of.
	 * @param managers gives the manager to use, one by which the store
	 * {@linkplain #isJoinedBy is joined}, or throws
	 * @return the transactions
	 */
	public TaskTransactions transactions(Supplier<PlatformTransactionManager> managers) {
		return new JoinedBodies(this, ownTransactions(), managers);
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
		if (TransactionSynchronizationManager.getResource(this) instanceof TransactionOutbox outbox
				&& outbox.holds(id)) {
			return true;
		}
		return this.own != null && TransactionSynchronizationManager.getResource(this.own) instanceof JoinedSends joined
				&& joined.holds(id);
	}

}

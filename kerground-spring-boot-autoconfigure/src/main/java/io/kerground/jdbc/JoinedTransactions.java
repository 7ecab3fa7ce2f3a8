package io.kerground.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.sql.DataSource;

import io.kerground.core.ClaimDemand;
import io.kerground.core.NewBatch;
import io.kerground.core.NewTask;
import io.kerground.core.SendReceipt;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes sends into the application's own transactions, on their connections, when they
 * are transactions of the store's data source.
 */
final class JoinedTransactions {

	private final DataSource source;

	private final SessionSource sessions;

	private final GroupCommit writer;

	private final TaskClock clock;

	private final Duration timeout;

	JoinedTransactions(DataSource source, SessionSource sessions, GroupCommit writer, TaskClock clock,
			Duration timeout) {
		this.source = source;
		this.sessions = sessions;
		this.writer = writer;
		this.clock = clock;
		this.timeout = timeout;
	}

	/**
	 * Returns whether the present transaction is one of the store's data source that may
	 * write.
	 */
	boolean isPresent() {
		if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()
				|| !(TransactionSynchronizationManager.getResource(this.source) instanceof ConnectionHolder)) {
			return false;
		}
		Connection connection = DataSourceUtils.getConnection(this.source);
		try {
			// otherwise it is only kept for the duration of another one's transaction
			return !connection.getAutoCommit();
		}
		catch (SQLException ex) {
			throw new StoreException("The connection of the transaction can't be used: " + ex.getMessage(), ex);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.source);
		}
	}

	/**
	 * Inserts tasks.
	 * @param events to which the moves are added that are told after the commit
	 */
	List<SendReceipt> send(List<NewTask> tasks, List<TaskEvent> events) {
		learn(tasks);
		return write(events, (session) -> {
			SendCommand command = new SendCommand(tasks);
			List<SendCommand> stored = sends(session).write(List.of(command), null, ClaimDemand.NOTHING,
					new ArrayList<>());
			stored.forEach((each) -> each.complete(each.receipts()));
			return command.await(this.timeout, this.clock);
		});
	}

	/**
	 * Inserts a batch.
	 * @param events to which the moves are added that are told after the commit
	 */
	boolean send(NewBatch batch, List<TaskEvent> events) {
		learn(batch.tasks().toList());
		return write(events, (session) -> {
			TaskClaims claims = new TaskClaims(session);
			SendWrites sends = new SendWrites(session, claims);
			boolean[] stored = new boolean[1];
			session.atomically(() -> stored[0] = new TaskMoves(session, claims, sends).batches().send(batch));
			return stored[0];
		});
	}

	/**
	 * Finishes a task.
	 * @param events to which the moves are added that are told after the commit
	 * @return whether its node still owned it
	 */
	boolean finish(Settlement settlement, List<TaskEvent> events) {
		return write(events, (session) -> {
			while (true) {
				try {
					TaskClaims claims = new TaskClaims(session);
					TaskMoves moves = new TaskMoves(session, claims, new SendWrites(session, claims));
					return new SettleWrites(session, moves, claims).finish(settlement);
				}
				catch (NewNameException ex) {
					learn(ex);
				}
			}
		});
	}

	/**
	 * Lets the writer store the name of a task that follows the end of a batch. The row
	 * of the task is not locked meanwhile: the transaction is back at its savepoint.
	 */
	private void learn(NewNameException name) {
		Set<String> names = Set.of(name.name());
		boolean queue = name.isOf(this.sessions.queues());
		this.writer.write(false, (moves) -> moves.learn(queue ? names : Set.of(), queue ? Set.of() : names));
	}

	/**
	 * Lets the writer settle an attempt unless it was finished by its own transaction.
	 */
	void settleInDoubt(Settlement settlement) {
		this.writer.settle(settlement);
	}

	private static SendWrites sends(WriterSession session) {
		return new SendWrites(session, new TaskClaims(session));
	}

	/**
	 * Lets the writer store names that are new: until the application commits, other
	 * nodes would have to wait for them.
	 */
	private void learn(List<NewTask> tasks) {
		if (!isConcurrent()) {
			return;
		}
		Set<String> queues = new HashSet<>();
		Set<String> names = new HashSet<>();
		for (NewTask task : tasks) {
			if (this.sessions.queues().knownIdOf(task.queue()) == null) {
				queues.add(task.queue());
			}
			if (this.sessions.names().knownIdOf(task.name()) == null) {
				names.add(task.name());
			}
		}
		if (!queues.isEmpty() || !names.isEmpty()) {
			this.writer.write(false, (moves) -> moves.learn(queues, names));
		}
	}

	private <T extends @Nullable Object> T write(List<TaskEvent> events, Write<T> write) {
		Connection connection = DataSourceUtils.getConnection(this.source);
		WriterSession session = this.sessions.join(connection, this.clock.millis());
		try {
			lock(session);
			T answer = write.write(session);
			session.flush();
			events.addAll(session.takeEvents());
			return answer;
		}
		catch (SQLException ex) {
			throw new StoreException("The tasks could not be stored in the transaction: " + ex.getMessage(), ex);
		}
		finally {
			session.closeStatements();
			DataSourceUtils.releaseConnection(connection, this.source);
		}
	}

	/**
	 * Takes the lock of the one who writes, where there is one, before anything is read
	 * that a write is decided by.
	 */
	void lock() {
		if (isConcurrent()) {
			return;
		}
		write(new ArrayList<>(), (session) -> true);
	}

	private static void lock(WriterSession session) throws SQLException {
		if (!session.dialect().isConcurrent()) {
			session.update(TaskStatements.TAKE_LOCK);
		}
	}

	/**
	 * Returns whether several transactions write at the same moment.
	 */
	boolean isConcurrent() {
		return this.sessions.dialect().isConcurrent();
	}

	/**
	 * Commits what was written on the connection of a transaction after its commit.
	 */
	void commitLate() throws SQLException {
		Connection connection = DataSourceUtils.getConnection(this.source);
		try {
			if (!connection.getAutoCommit()) {
				connection.commit();
			}
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.source);
		}
	}

	/**
	 * Tells listeners and nodes of moves that are committed.
	 */
	void committed(List<TaskEvent> events) {
		this.writer.committed(events);
	}

	/**
	 * Something that is written on the connection of a transaction.
	 *
	 * @param <T> the answer
	 */
	@FunctionalInterface
	private interface Write<T extends @Nullable Object> {

		/**
		 * Writes.
		 */
		T write(WriterSession session) throws SQLException;

	}

}

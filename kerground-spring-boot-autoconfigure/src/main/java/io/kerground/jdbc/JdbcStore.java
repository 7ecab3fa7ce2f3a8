package io.kerground.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;

import javax.sql.DataSource;

import io.kerground.core.BackupException;
import io.kerground.core.CommitListener;
import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * Opens stores in the database of the application, whichever it is.
 *
 * @since 0.1.0
 */
public final class JdbcStore {

	private static final Logger logger = LoggerFactory.getLogger(JdbcStore.class);

	private static final int SHARDS = 16;

	private JdbcStore() {
	}

	/**
	 * Opens a store. Sends within a transaction of the data source are part of it.
	 * @param settings what the store promises
	 * @param source where connections come from; it is not closed with the store. A pool
	 * must have room for one that writes, one that listens, and those that read
	 * @param clock tells the time
	 * @param listener hears of every committed group of writes
	 * @param threads makes the threads of the store
	 * @return the store, to be closed by the caller
	 * @throws KergroundSetupException if the database can't be used as a store
	 */
	public static TransactionalTaskRepository open(JdbcSettings settings, DataSource source, TaskClock clock,
			CommitListener listener, ThreadFactory threads) {
		DataSource target = target(source);
		try {
			ServerInfo info = ServerInfo.of(target);
			TaskStatements statements = new TaskStatements(settings.tablePrefix(), info.dialect());
			migrate(settings, target, info, statements, clock);
			return open(settings, target, info, statements, clock, listener, threads);
		}
		catch (SQLException ex) {
			throw new KergroundSetupException("KG004",
					"The database of the application can't be used as the task store: " + ex.getMessage() + ".",
					"Look whether it can be reached and whether the user may create tables.", ex);
		}
	}

	private static DataSource target(DataSource source) {
		DataSource target = source;
		while (target instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null) {
			target = proxy.getTargetDataSource();
		}
		return target;
	}

	private static TransactionalTaskRepository open(JdbcSettings settings, DataSource source, ServerInfo info,
			TaskStatements statements, TaskClock clock, CommitListener listener, ThreadFactory threads) {
		Dictionary queues = SessionSource.queues(statements);
		Dictionary names = SessionSource.names(statements);
		SessionSource sessions = new SessionSource(statements, queues, names,
				ThreadLocalRandom.current().nextInt(SHARDS));
		StoreSignal signal = new StoreSignal();
		PooledWriterConnection connection = new PooledWriterConnection(source, info.location(), sessions, signal,
				clock);
		GroupCommit writer = new GroupCommit(connection, listener, clock, settings.timeout());
		writer.start(threads);
		if (info.dialect() == PostgresqlDialect.INSTANCE) {
			PostgresqlListener others = new PostgresqlListener(source, settings.tablePrefix(), clock, () -> {
				signal.give();
				writer.requestClaim();
			});
			signal.connect(others.tell(), others.start(threads));
		}
		PooledReaders readers = new PooledReaders(source);
		JdbcTaskQueries queries = new JdbcTaskQueries(readers, statements, queues, names, clock, info, writer::failure);
		JdbcTaskRepository repository = new JdbcTaskRepository(writer, queries, readers, () -> {
			throw BackupException.refused("This store makes no backups: use those of its database");
		}, settings.timeout(), clock);
		return new TransactionalTaskRepository(repository,
				new JoinedTransactions(source, sessions, writer, clock, settings.timeout()));
	}

	/**
	 * Warns when SQLite makes readers wait for each commit. What file the database is
	 * kept in, and what lies beside it, is for the application to say.
	 */
	private static void warnOfJournal(Connection connection, ServerInfo info) throws SQLException {
		if (info.dialect() == SqliteDialect.INSTANCE) {
			String mode = SqliteConnections.pragma(connection, "journal_mode");
			if (!mode.equalsIgnoreCase("wal")) {
				logger.warn("The journal mode of {} is '{}': whoever reads and whoever writes wait for each other. Add"
						+ " journal_mode=WAL to its URL", info.location(), mode);
			}
		}
	}

	private static void migrate(JdbcSettings settings, DataSource source, ServerInfo info, TaskStatements statements,
			TaskClock clock) throws SQLException {
		try (PooledConnection taken = PooledConnection.take(source, info.dialect().beginsByStatement())) {
			warnOfJournal(taken.connection(), info);
			SchemaMigrator migrator = new SchemaMigrator(taken.connection(), info.location(), statements, clock);
			if (settings.initializeSchema()) {
				migrator.migrate();
			}
			else {
				migrator.check();
			}
		}
	}

}

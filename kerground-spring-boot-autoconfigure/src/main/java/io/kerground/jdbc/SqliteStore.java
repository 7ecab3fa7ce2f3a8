package io.kerground.jdbc;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.kerground.core.CommitListener;
import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;

/**
 * Opens stores in SQLite files.
 *
 * @since 0.1.0
 */
public final class SqliteStore {

	private SqliteStore() {
	}

	/**
	 * Opens a store; the file and its folders are made when they are missing.
	 * @param settings where the store is and what it promises
	 * @param clock tells the time
	 * @param listener hears of every committed group of writes
	 * @param threads makes the writer's thread
	 * @return the store, to be closed by the caller
	 * @throws KergroundSetupException if the file can't be used as a store
	 */
	public static TaskRepository open(SqliteSettings settings, TaskClock clock, CommitListener listener,
			ThreadFactory threads) {
		return open(settings, clock, listener, threads, SqliteConnections.EXISTING);
	}

	/**
	 * Checks that an existing file is a store of this version, and changes nothing in it,
	 * whatever it is. Opening makes any database use write-ahead logging.
	 * @param settings where the store is
	 * @param clock tells the time
	 * @throws KergroundSetupException if the file is no such store
	 */
	public static void check(SqliteSettings settings, TaskClock clock) {
		try (Connection connection = SqliteConnections.EXISTING.open("jdbc:sqlite:" + settings.path())) {
			new SchemaMigrator(connection, settings.path().toString(),
					new TaskStatements(settings.tablePrefix(), SqliteDialect.INSTANCE), clock)
				.check();
		}
		catch (SQLException ex) {
			throw SqliteFile.unusable(settings.path(), String.valueOf(ex.getMessage()), ex);
		}
	}

	static TaskRepository open(SqliteSettings settings, TaskClock clock, CommitListener listener, ThreadFactory threads,
			ConnectionSource source) {
		SqliteFile.prepare(settings.path());
		SqliteConnections connections = new SqliteConnections(settings.path(), source);
		TaskStatements statements = new TaskStatements(settings.tablePrefix(), SqliteDialect.INSTANCE);
		Dictionary queues = new Dictionary(statements.sql("${p}queue"));
		Dictionary names = new Dictionary(statements.sql("${p}name"));
		try {
			FileIdentity file = FileIdentity.of(settings.path());
			initialize(settings, connections, clock);
			SqliteReaders readers = new SqliteReaders(connections, clock);
			WriterConnection connection = retryWhileBusy(settings, clock, () -> new SqliteWriterConnection(
					() -> new WriterSession(connections.openWriter(), statements, queues, names, settings.durability()),
					file, clock, readers::renew));
			GroupCommit writer = new GroupCommit(connection, listener, clock, settings.timeout());
			writer.start(threads);
			JdbcTaskQueries queries = new JdbcTaskQueries(readers, statements, queues, names, clock,
					new SqliteInfo(settings.path(), readers), writer::failure);
			StoreBackups backups = new StoreBackups(connections, source, settings, clock);
			return new JdbcTaskRepository(writer, queries, readers, backups::run, settings.timeout(), clock);
		}
		catch (IOException | SQLException ex) {
			throw SqliteFile.unusable(settings.path(), String.valueOf(ex.getMessage()), ex);
		}
	}

	private static void initialize(SqliteSettings settings, SqliteConnections connections, TaskClock clock)
			throws SQLException {
		try {
			retryWhileBusy(settings, clock, () -> {
				try (Connection connection = connections.openPlain()) {
					migrate(connection, settings, clock);
					return true;
				}
			});
		}
		catch (SQLException | LinkageError ex) {
			Throwable cause = SqliteErrors.missingLibrary(ex);
			if (cause != null) {
				throw SqliteFile.withoutLibrary(settings.path(), cause);
			}
			throw ex;
		}
	}

	private static void migrate(Connection connection, SqliteSettings settings, TaskClock clock) throws SQLException {
		SchemaMigrator migrator = new SchemaMigrator(connection, settings.path().toString(),
				new TaskStatements(settings.tablePrefix(), SqliteDialect.INSTANCE), clock);
		if (settings.initializeSchema()) {
			migrator.migrate();
		}
		else {
			migrator.check();
		}
	}

	/**
	 * Does a step of the start again while another process recovers the log or closes the
	 * file, when SQLite answers at once that it is locked.
	 */
	private static <T> T retryWhileBusy(SqliteSettings settings, TaskClock clock, Step<T> step) throws SQLException {
		long begun = clock.nanos();
		while (true) {
			try {
				return step.run();
			}
			catch (SQLException ex) {
				if (!SqliteErrors.isBusy(ex) || clock.nanos() - begun >= settings.timeout().toNanos()) {
					throw ex;
				}
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(1, 20)));
			}
		}
	}

	/**
	 * A step of the start.
	 *
	 * @param <T> what it makes
	 */
	@FunctionalInterface
	private interface Step<T> {

		/**
		 * Does it.
		 */
		T run() throws SQLException;

	}

}

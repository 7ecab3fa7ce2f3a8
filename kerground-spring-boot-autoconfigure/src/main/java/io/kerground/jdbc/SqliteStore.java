package io.kerground.jdbc;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadFactory;

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

	static TaskRepository open(SqliteSettings settings, TaskClock clock, CommitListener listener, ThreadFactory threads,
			ConnectionSource source) {
		SqliteFile.prepare(settings.path());
		SqliteConnections connections = new SqliteConnections(settings.path(), source);
		TaskStatements statements = new TaskStatements(settings.tablePrefix());
		Dictionary queues = new Dictionary(statements.sql("${p}queue"));
		Dictionary names = new Dictionary(statements.sql("${p}name"));
		try {
			FileIdentity file = FileIdentity.of(settings.path());
			initialize(settings, connections, clock);
			StoreReaders readers = new StoreReaders(connections, clock);
			WriterConnection connection = new WriterConnection(
					() -> new WriterSession(connections.openWriter(), statements, queues, names, settings.durability()),
					file, clock, readers::renew);
			GroupCommit writer = new GroupCommit(connection, listener, clock, settings, threads);
			JdbcTaskQueries queries = new JdbcTaskQueries(readers, statements, queues, names, clock, settings.path(),
					writer::failure);
			StoreBackups backups = new StoreBackups(connections, source, settings, clock);
			return new JdbcTaskRepository(writer, queries, readers, backups, settings, clock);
		}
		catch (IOException | SQLException ex) {
			throw SqliteFile.unusable(settings.path(), String.valueOf(ex.getMessage()), ex);
		}
	}

	private static void initialize(SqliteSettings settings, SqliteConnections connections, TaskClock clock)
			throws SQLException {
		try (Connection connection = connections.openPlain()) {
			SchemaMigrator migrator = new SchemaMigrator(connection, settings.path(), settings.tablePrefix(), clock);
			if (settings.initializeSchema()) {
				migrator.migrate();
			}
			else {
				migrator.check();
			}
		}
	}

}

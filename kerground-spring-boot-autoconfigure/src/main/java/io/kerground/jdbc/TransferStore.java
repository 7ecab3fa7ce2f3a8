package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskClock;
import org.jspecify.annotations.Nullable;

/**
 * One of the two stores of a move, with a connection of its own. Used by one thread.
 */
final class TransferStore implements AutoCloseable {

	private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

	private final WriterSession session;

	private final String location;

	private final String prefix;

	private final LockWaits locks;

	private final @Nullable PooledConnection taken;

	private TransferStore(WriterSession session, String location, String prefix, TaskClock clock,
			@Nullable PooledConnection taken) {
		this.session = session;
		this.location = location;
		this.prefix = prefix;
		this.locks = new LockWaits(clock);
		this.taken = taken;
	}

	/**
	 * Opens a store in a file.
	 * @param create whether it is made when it is missing
	 */
	static TransferStore open(Path path, String prefix, boolean create, TaskClock clock) throws SQLException {
		SqliteSettings settings = new SqliteSettings(path, Durability.FULL, Duration.ofSeconds(60), prefix, create);
		TaskStatements statements = new TaskStatements(prefix, SqliteDialect.INSTANCE);
		SqliteConnections connections = new SqliteConnections(settings.path());
		if (create) {
			SqliteFile.prepare(settings.path());
			try (Connection connection = connections.openPlain()) {
				new SchemaMigrator(connection, settings.path().toString(), statements, clock).migrate();
			}
		}
		else {
			SqliteStore.check(settings, clock);
		}
		WriterSession session = new WriterSession(connections.openWriter(), statements,
				new Dictionary(statements.sql("${p}queue")), new Dictionary(statements.sql("${p}name")),
				Durability.FULL);
		return refuseNewer(new TransferStore(session, settings.path().toString(), prefix, clock, null));
	}

	/**
	 * Opens a store in a database.
	 * @param create whether its tables are made when they are missing
	 */
	static TransferStore open(DataSource source, String prefix, boolean create, TaskClock clock) throws SQLException {
		JdbcSettings settings = new JdbcSettings(Duration.ofSeconds(60), prefix, create);
		ServerInfo info = ServerInfo.of(source);
		TaskStatements statements = new TaskStatements(settings.tablePrefix(), info.dialect());
		PooledConnection taken = PooledConnection.take(source, false);
		try {
			SchemaMigrator migrator = new SchemaMigrator(taken.connection(), info.location(), statements, clock);
			if (create) {
				migrator.migrate();
			}
			else {
				migrator.check();
				taken.connection().rollback();
			}
			WriterSession session = new WriterSession(taken.connection(), statements,
					new Dictionary(statements.sql("${p}queue"), false),
					new Dictionary(statements.sql("${p}name"), false), Durability.FULL);
			return refuseNewer(new TransferStore(session, info.location(), prefix, clock, taken));
		}
		catch (SQLException | RuntimeException ex) {
			taken.close();
			throw ex;
		}
	}

	/**
	 * Refuses tables of a newer version, also of one that applications of this version
	 * may work on: it may have columns that would be lost.
	 */
	private static TransferStore refuseNewer(TransferStore store) throws SQLException {
		try {
			long version = store.read((session) -> number(session, "select max(version) from ${p}schema"));
			if (version > SchemaMigrator.newest()) {
				throw new KergroundSetupException("KG006",
						"The tables of the task store " + store.location + " have version " + version
								+ ", but this library knows " + SchemaMigrator.newest() + ".",
						"Move with the newer version of the library.", null);
			}
			return store;
		}
		catch (SQLException | RuntimeException ex) {
			store.close();
			throw ex;
		}
	}

	String location() {
		return this.location;
	}

	boolean isSameAs(TransferStore other) {
		return this.location.equals(other.location) && this.prefix.equalsIgnoreCase(other.prefix);
	}

	/**
	 * Returns whether there is a table.
	 * @param table its name without the prefix
	 */
	boolean hasTable(String table) throws SQLException {
		return read((session) -> {
			PreparedStatement count = session.prepare(session.dialect().countTables());
			count.setString(1, this.prefix + table);
			try (ResultSet rows = count.executeQuery()) {
				return rows.next() && rows.getInt(1) > 0;
			}
		});
	}

	/**
	 * Does something in one transaction, again when it came into the way of another one.
	 * Its commit survives a power cut before this returns.
	 */
	<T> T transact(Work<T> work) throws SQLException {
		for (int collisions = 0;; collisions++) {
			try {
				this.locks.begin(this.session, true, () -> PATIENCE_NANOS);
				// others may have written since
				this.session.facts().forget();
				this.session.fences().forget();
				T result = work.run(this.session);
				this.session.flush();
				this.session.commit();
				this.session.takeEvents();
				this.locks.beNice();
				return result;
			}
			catch (SQLException | RuntimeException ex) {
				rollback(ex);
				if (collisions == LockWaits.MAX_COLLISIONS || !this.session.dialect().isCollision(ex)) {
					throw ex;
				}
				this.locks.pauseAfterCollision(collisions);
			}
		}
	}

	private void rollback(Exception cause) {
		try {
			this.session.rollback();
		}
		catch (SQLException ex) {
			cause.addSuppressed(ex);
		}
	}

	/**
	 * Reads something.
	 */
	<T> T read(Work<T> work) throws SQLException {
		T result = work.run(this.session);
		if (this.session.dialect().isConcurrent()) {
			this.session.connection().rollback();
		}
		return result;
	}

	/**
	 * Returns the first number that a query returns, or 0.
	 */
	static long number(WriterSession session, String query, Object... parameters) throws SQLException {
		List<Long> found = numbers(session, query, parameters);
		return found.isEmpty() ? 0 : found.get(0);
	}

	/**
	 * Returns the first column of all rows.
	 */
	static List<Long> numbers(WriterSession session, String query, Object... parameters) throws SQLException {
		PreparedStatement select = session.prepare(query);
		for (int i = 0; i < parameters.length; i++) {
			select.setObject(i + 1, parameters[i]);
		}
		List<Long> found = new ArrayList<>();
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				found.add(rows.getLong(1));
			}
		}
		return found;
	}

	@Override
	public void close() {
		if (this.taken != null) {
			this.session.closeStatements();
			this.taken.close();
		}
		else {
			this.session.abandon();
		}
	}

	/**
	 * Something that is done in a store.
	 *
	 * @param <T> what it returns
	 */
	@FunctionalInterface
	interface Work<T> {

		/**
		 * Does it.
		 */
		T run(WriterSession session) throws SQLException;

	}

}

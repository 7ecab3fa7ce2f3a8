package io.kerground.benchmarks;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A database behind a pool of connections.
 */
final class PeerDatabase implements AutoCloseable {

	private static final int POSTGRES_CONNECTIONS = 24;

	/** SQLite has one writer; more connections only wait for one another. */
	private static final int SQLITE_CONNECTIONS = 4;

	private static final int BUSY_MILLIS = 60_000;

	private static final int CACHE_KILOBYTES = 64 * 1024;

	private final HikariDataSource pool;

	private PeerDatabase(HikariDataSource pool) {
		this.pool = pool;
	}

	/**
	 * Makes an empty database.
	 */
	static PeerDatabase open(Setting setting) {
		try {
			return setting.system().isOnPostgres() ? postgres(setting) : sqlite(setting);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("No database for " + setting.system().title(), ex);
		}
	}

	private static PeerDatabase postgres(Setting setting) throws SQLException {
		String name = "b" + UUID.randomUUID().toString().replace("-", "");
		try (Connection connection = DriverManager.getConnection(setting.postgres());
				Statement statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		return at(setting.postgres().replace("/postgres?", "/" + name + "?")
				+ "&reWriteBatchedInserts=true&options=-c%20synchronous_commit="
				+ setting.durability().synchronousCommit());
	}

	/**
	 * Connects to a database of a PostgreSQL server.
	 */
	static PeerDatabase at(String url) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setMaximumPoolSize(POSTGRES_CONNECTIONS);
		return new PeerDatabase(new HikariDataSource(config));
	}

	private static PeerDatabase sqlite(Setting setting) {
		Path file = setting.folder().resolve("peer.db");
		SQLiteConfig sqlite = new SQLiteConfig();
		sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
		sqlite.setSynchronous((setting.durability() == Durability.FULL) ? SQLiteConfig.SynchronousMode.FULL
				: SQLiteConfig.SynchronousMode.NORMAL);
		sqlite.setBusyTimeout(BUSY_MILLIS);
		sqlite.setCacheSize(-CACHE_KILOBYTES);
		// one that reads first and writes then is refused when another has written
		// between
		sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
		SQLiteDataSource source = new SQLiteDataSource(sqlite);
		source.setUrl("jdbc:sqlite:" + file);
		HikariConfig config = new HikariConfig();
		config.setDataSource(source);
		config.setMaximumPoolSize(SQLITE_CONNECTIONS);
		config.setConnectionTimeout(BUSY_MILLIS);
		return new PeerDatabase(new HikariDataSource(config));
	}

	HikariDataSource pool() {
		return this.pool;
	}

	/**
	 * Returns the address by which another process connects.
	 */
	String url() {
		return this.pool.getJdbcUrl();
	}

	/**
	 * Runs the statements of a file of the class path.
	 */
	void runScript(String name) {
		try (var script = PeerDatabase.class.getResourceAsStream(name);
				Connection connection = this.pool.getConnection();
				Statement statement = connection.createStatement()) {
			if (script == null) {
				throw new IllegalStateException("There is no file " + name);
			}
			for (String sql : new String(script.readAllBytes(), StandardCharsets.UTF_8).split(";\\s*\n")) {
				statement.execute(sql);
			}
		}
		catch (java.io.IOException | SQLException ex) {
			throw new IllegalStateException(name + " can't be run", ex);
		}
	}

	long count(String sql) {
		try (Connection connection = this.pool.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(sql)) {
			rows.next();
			return rows.getLong(1);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The database can't be asked: " + sql, ex);
		}
	}

	@Override
	public void close() {
		this.pool.close();
	}

}

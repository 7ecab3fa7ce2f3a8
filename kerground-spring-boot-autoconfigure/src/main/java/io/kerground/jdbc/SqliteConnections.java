package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * Opens connections with the settings that every one of them needs.
 */
final class SqliteConnections {

	private static final int BUSY_MILLIS = 5000;

	/** The log is cut back to this when it is reset. */
	static final int LOG_LIMIT = 16 * 1024 * 1024;

	private static final int[] OLDEST = { 3, 51, 3 };

	/**
	 * Opens files that exist: one that was moved away must not be made anew, because the
	 * log beside it belongs to the old one.
	 */
	static final ConnectionSource EXISTING = SqliteConnections::openExisting;

	private final Path file;

	private final ConnectionSource source;

	SqliteConnections(Path file) {
		this(file, EXISTING);
	}

	SqliteConnections(Path file, ConnectionSource source) {
		this.file = file;
		this.source = source;
	}

	private static Connection openExisting(String url) throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.resetOpenMode(SQLiteOpenMode.CREATE);
		// nobody asks for them, and the driver would look for them after each statement
		config.setGetGeneratedKeys(false);
		return DriverManager.getConnection(url, config.toProperties());
	}

	/**
	 * Opens the writer. It never waits for a lock in here: that is done outside, at
	 * random, so that a polite process is not starved.
	 */
	Connection openWriter() throws SQLException {
		return open("busy_timeout=0");
	}

	/**
	 * Opens a connection that can't write.
	 */
	Connection openReader() throws SQLException {
		return open("query_only=on");
	}

	/**
	 * Opens a connection that waits for locks, for the start.
	 */
	Connection openPlain() throws SQLException {
		return open("busy_timeout=" + BUSY_MILLIS);
	}

	/**
	 * Copies the database into an empty file, as of one moment.
	 */
	void copyTo(Path empty) throws SQLException {
		try (Connection connection = openPlain();
				PreparedStatement vacuum = connection.prepareStatement("vacuum into ?")) {
			vacuum.setString(1, empty.toString());
			vacuum.execute();
		}
	}

	private Connection open(String own) throws SQLException {
		Connection connection = this.source.open("jdbc:sqlite:" + this.file);
		try {
			pragma(connection, "busy_timeout=" + BUSY_MILLIS);
			refuseOld(version(connection), this.file);
			String mode = pragma(connection, "journal_mode=wal");
			if (!mode.equalsIgnoreCase("wal")) {
				throw SqliteFile.unusable(this.file,
						"its journal mode is '" + mode + "' and can't be changed to write-ahead logging", null);
			}
			pragma(connection, "synchronous=normal");
			pragma(connection, "foreign_keys=on");
			pragma(connection, "trusted_schema=off");
			pragma(connection, "cell_size_check=on");
			pragma(connection, "temp_store=memory");
			pragma(connection, "journal_size_limit=" + LOG_LIMIT);
			pragma(connection, own);
			return connection;
		}
		catch (SQLException | RuntimeException ex) {
			connection.close();
			throw ex;
		}
	}

	/**
	 * Refuses an SQLite that may corrupt a file (before 3.51.3, the WAL-reset bug).
	 */
	static void refuseOld(String version, Path file) {
		refuseOld(version, (reason) -> SqliteFile.unusable(file, reason, null));
	}

	/**
	 * Refuses an SQLite that may corrupt a file.
	 * @param refusal makes the exception of a reason
	 */
	static void refuseOld(String version, Function<String, RuntimeException> refusal) {
		String[] parts = version.split("\\.");
		for (int i = 0; i < OLDEST.length; i++) {
			int part = (i < parts.length) ? Integer.parseInt(parts[i]) : 0;
			if (part > OLDEST[i]) {
				return;
			}
			if (part < OLDEST[i]) {
				throw refusal.apply("SQLite " + version
						+ " may corrupt a file that two connections write to; 3.51.3 or newer is needed"
						+ " (set the property sqlite-jdbc.version of your build)");
			}
		}
	}

	static String version(Connection connection) throws SQLException {
		return query(connection, "select sqlite_version()");
	}

	static String pragma(Connection connection, String pragma) throws SQLException {
		return query(connection, "pragma " + pragma);
	}

	private static String query(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			String first = "";
			if (statement.execute(sql)) {
				try (ResultSet rows = statement.getResultSet()) {
					while (rows.next()) {
						first = String.valueOf(rows.getString(1));
					}
				}
			}
			return first;
		}
	}

}

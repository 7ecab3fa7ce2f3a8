package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Opens connections with the settings that every one of them needs.
 */
final class SqliteConnections {

	private static final int READ_BUSY_MILLIS = 5000;

	private static final int WAL_LIMIT = 16 * 1024 * 1024;

	private static final int[] OLDEST = { 3, 51, 3 };

	private final Path file;

	SqliteConnections(Path file) {
		this.file = file;
	}

	Connection openWriter() throws SQLException {
		Connection connection = open();
		try {
			// waiting is done outside, at random, so that a polite process is not starved
			pragma(connection, "busy_timeout=0");
			return connection;
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	Connection openReader() throws SQLException {
		Connection connection = open();
		try {
			pragma(connection, "query_only=on");
			return connection;
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	/**
	 * Opens a connection that waits for locks, for the start.
	 */
	Connection openPlain() throws SQLException {
		return open();
	}

	private Connection open() throws SQLException {
		Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.file);
		try {
			pragma(connection, "busy_timeout=" + READ_BUSY_MILLIS);
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
			pragma(connection, "journal_size_limit=" + WAL_LIMIT);
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
		String[] parts = version.split("\\.");
		for (int i = 0; i < OLDEST.length; i++) {
			int part = (i < parts.length) ? Integer.parseInt(parts[i]) : 0;
			if (part > OLDEST[i]) {
				return;
			}
			if (part < OLDEST[i]) {
				throw SqliteFile.unusable(file,
						"SQLite " + version
								+ " may corrupt a file that two connections write to; 3.51.3 or newer is needed"
								+ " (set the property sqlite-jdbc.version of your build)",
						null);
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

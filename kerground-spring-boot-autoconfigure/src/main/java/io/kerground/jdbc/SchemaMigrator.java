package io.kerground.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskClock;

/**
 * Brings the tables to the version of this library by versioned files, or checks that
 * they have it. Runs behind a lock, so that several processes may start at once.
 */
final class SchemaMigrator {

	private static final List<String> FILES = List.of("V1__tasks.sql");

	/** The versions of this major line are below; its migrations only add. */
	private static final int NEXT_MAJOR = 100;

	private final Connection connection;

	private final String store;

	private final TaskStatements statements;

	private final TaskClock clock;

	SchemaMigrator(Connection connection, String store, TaskStatements statements, TaskClock clock) {
		this.connection = connection;
		this.store = store;
		this.statements = statements;
		this.clock = clock;
	}

	/**
	 * Returns the version of the tables that this library makes.
	 */
	static int newest() {
		return FILES.size();
	}

	/**
	 * Makes or migrates the tables.
	 */
	void migrate() throws SQLException {
		execute(dialect().lockSchema());
		try {
			execute("create table if not exists " + table()
					+ " (version integer primary key, name text not null, checksum text not null,"
					+ " applied_at bigint not null)");
			for (int version = version() + 1; version <= FILES.size(); version++) {
				apply(version);
			}
			execute(TaskStatements.COMMIT);
			unlock();
		}
		catch (SQLException | RuntimeException ex) {
			try {
				execute(TaskStatements.ROLLBACK);
				unlock();
			}
			catch (SQLException rollback) {
				// the database has rolled back by itself, and why is what matters
				ex.addSuppressed(rollback);
			}
			throw ex;
		}
	}

	private void unlock() throws SQLException {
		String unlock = dialect().unlockSchema();
		if (unlock != null) {
			execute(unlock);
		}
	}

	/**
	 * Checks that the tables have the version of this library.
	 */
	void check() throws SQLException {
		int version = exists() ? version() : 0;
		if (version < FILES.size()) {
			throw new KergroundSetupException("KG006",
					"The tables of the task store " + this.store + " have version " + version
							+ ", but this library needs " + FILES.size() + ".",
					"Set kerground.store.initialize-schema to 'always', or run the files in"
							+ " io/kerground/jdbc/schema/" + dialect().name() + " of the library's jar.",
					null);
		}
	}

	private int version() throws SQLException {
		try (Statement statement = this.connection.createStatement();
				ResultSet rows = statement
					.executeQuery("select version, checksum from " + table() + " order by version")) {
			int version = 0;
			while (rows.next()) {
				version = rows.getInt(1);
				verify(version, rows.getString(2));
			}
			return version;
		}
	}

	private void verify(int version, String checksum) {
		if (version > FILES.size() && version < NEXT_MAJOR) {
			// a newer release of the same major line, whose migrations only add
			return;
		}
		if (version >= NEXT_MAJOR) {
			throw new KergroundSetupException("KG006",
					"The task store " + this.store
							+ " was written by a newer major version of this library (its schema is " + version
							+ ", this library knows " + FILES.size() + ").",
					"Use the newer version of the library; going back is not possible.", null);
		}
		if (!checksum.equals(checksum(text(version)))) {
			throw new KergroundSetupException("KG006",
					"The schema file " + FILES.get(version - 1) + " is not the one that made the tables of "
							+ this.store + ".",
					"Use a released version of the library: its schema files never change.", null);
		}
	}

	private boolean exists() throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(dialect().countTables())) {
			statement.setString(1, table());
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next() && rows.getInt(1) > 0;
			}
		}
	}

	private void apply(int version) throws SQLException {
		String text = text(version);
		for (String statement : statements(text.replace("${prefix}", this.statements.sql("${p}")))) {
			execute(statement);
		}
		try (PreparedStatement insert = this.connection.prepareStatement(
				"insert into " + table() + " (version, name, checksum, applied_at) values (?, ?, ?, ?)")) {
			insert.setInt(1, version);
			insert.setString(2, FILES.get(version - 1));
			insert.setString(3, checksum(text));
			insert.setLong(4, this.clock.millis());
			insert.executeUpdate();
		}
	}

	static List<String> statements(String text) {
		String code = text.lines().filter((line) -> !line.strip().startsWith("--")).collect(Collectors.joining("\n"));
		List<String> statements = new ArrayList<>();
		for (String statement : code.split(";\\s*(?:\n|$)")) {
			if (!statement.isBlank()) {
				statements.add(statement.strip());
			}
		}
		return statements;
	}

	private String text(int version) {
		String resource = "schema/" + dialect().name() + "/" + FILES.get(version - 1);
		try (InputStream in = SchemaMigrator.class.getResourceAsStream(resource)) {
			if (in == null) {
				throw new IllegalStateException("The library's jar lacks io/kerground/jdbc/" + resource);
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String checksum(String text) {
		CRC32 checksum = new CRC32();
		checksum.update(text.getBytes(StandardCharsets.UTF_8));
		return HexFormat.of().toHexDigits((int) checksum.getValue());
	}

	private String table() {
		return this.statements.sql("${p}schema");
	}

	private SqlDialect dialect() {
		return this.statements.dialect();
	}

	private void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

}

package io.kerground.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import org.sqlite.SQLiteErrorCode;

/**
 * The tables of a store, read by SQLite without the library.
 */
final class StoreFile {

	private final Path file;

	StoreFile(Path file) {
		this.file = file;
	}

	/**
	 * Adds what SQLite's own checks find.
	 */
	void checkIntegrity(Verdict verdict, String moment) {
		for (String check : List.of("integrity_check", "foreign_key_check")) {
			for (String row : column("pragma " + check)) {
				if (!row.equals("ok")) {
					verdict.violated("C9 the file is sound", moment + ": " + check + " says " + row);
				}
			}
		}
	}

	List<StoredTask> tasks() {
		List<StoredTask> tasks = new ArrayList<>();
		read("""
				select json_extract(cast(p.payload as text), '$[0]'), hex(t.id), t.status, t.fence,
					cast(r.response as text)
				from kerground_task t
				left join kerground_payload p on p.seq = t.seq
				left join kerground_response r on r.seq = t.seq""",
				(rows) -> tasks.add(new StoredTask(String.valueOf(rows.getString(1)), uuid(rows.getString(2)),
						rows.getInt(3), rows.getLong(4), rows.getString(5))));
		return tasks;
	}

	/**
	 * Returns the counters that do not say what the rows say.
	 */
	List<String> wrongCounts() {
		return column("""
				select 'queue ' || queue || ' name ' || name || ' status ' || status || ': ' || sum(counted)
					|| ' counted, ' || sum(rows) || ' rows'
				from (
					select queue, name, status, tasks as counted, 0 as rows from kerground_count
					union all
					select queue, name, status, 0, count(*) from kerground_task group by queue, name, status)
				group by queue, name, status having sum(counted) <> sum(rows)""");
	}

	/**
	 * Returns whether nobody holds the lock for writing.
	 */
	boolean canBeWritten() {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.file);
				Statement statement = connection.createStatement()) {
			statement.execute("pragma busy_timeout = 100");
			statement.execute("begin immediate");
			statement.execute("rollback");
			return true;
		}
		catch (SQLException ex) {
			return false;
		}
	}

	/**
	 * Makes tasks due that would wait for long, as those do that crashed several times:
	 * the only write that the harness makes.
	 * @return how many there were; 0 when a process holds the lock, which is asked again
	 */
	int bringForward() {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.file);
				Statement statement = connection.createStatement()) {
			statement.execute("pragma busy_timeout = 1000");
			return statement.executeUpdate("""
					update kerground_task set run_at = 1000 * unixepoch()
					where status = 2 and run_at > 1000 * (unixepoch() + 2)""");
		}
		catch (SQLException ex) {
			if (ex.getErrorCode() == SQLiteErrorCode.SQLITE_BUSY.code) {
				return 0;
			}
			throw new IllegalStateException(this.file + " can't be written", ex);
		}
	}

	List<String> column(String sql) {
		List<String> values = new ArrayList<>();
		read(sql, (rows) -> values.add(rows.getString(1)));
		return values;
	}

	private void read(String sql, Row row) {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.file);
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(sql)) {
			while (rows.next()) {
				row.take(rows);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(this.file + " can't be read", ex);
		}
	}

	/**
	 * Returns the size of the write-ahead log, which is only asked for, never opened.
	 */
	long walBytes() {
		Path wal = this.file.resolveSibling(this.file.getFileName() + "-wal");
		try {
			return Files.exists(wal) ? Files.size(wal) : 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String uuid(String hex) {
		byte[] bytes = HexFormat.of().parseHex(hex);
		long high = 0;
		long low = 0;
		for (int i = 0; i < 8; i++) {
			high = (high << 8) | (bytes[i] & 0xff);
			low = (low << 8) | (bytes[i + 8] & 0xff);
		}
		return new UUID(high, low).toString();
	}

	/**
	 * Takes the present row.
	 */
	private interface Row {

		/**
		 * Takes it.
		 */
		void take(ResultSet rows) throws SQLException;

	}

}

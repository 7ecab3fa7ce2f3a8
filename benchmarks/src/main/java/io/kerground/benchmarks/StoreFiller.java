package io.kerground.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Fills a store of Kerground with many rows faster than by sending them. No application
 * may use the file meanwhile.
 */
final class StoreFiller implements AutoCloseable {

	static final String KNOWN = "benchmark.run";

	static final String UNKNOWN = "benchmark.unknown";

	private static final int AT_ONCE = 1_000_000;

	private static final String FILL = """
			with recursive n (i) as (select ?1 union all select i + 1 from n where i < ?2)
			insert into kerground_task (seq, id, status, queue, name, priority, attempt, max_attempts, fence, run_at,
				created_at, finished_at)
			select i, unhex(printf('%016x%016x', ?3 << 16, i)), ?4, 1, ?5, 3, 0, 10, ?3 * 1000, ?6, ?3,
				case when ?4 > 3 then ?3 end
			from n""";

	private static final String FILL_PAYLOADS = """
			with recursive n (i) as (select ?1 union all select i + 1 from n where i < ?2)
			insert into kerground_payload (seq, payload) select i, cast('[' || i || ',"a text of one line"]' as blob)
			from n""";

	private static final String COUNT = """
			insert into kerground_count (queue, name, status, tasks) values (1, ?, ?, ?)
			on conflict do update set tasks = tasks + excluded.tasks""";

	private final Connection connection;

	private final long now = System.currentTimeMillis();

	StoreFiller(Path file) throws SQLException {
		this.connection = DriverManager.getConnection("jdbc:sqlite:" + file);
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("pragma journal_mode=wal");
			statement.execute("pragma synchronous=off");
			statement.execute("pragma cache_size=-200000");
			statement.execute("insert or ignore into kerground_queue (id, name) values (1, 'default')");
		}
	}

	/**
	 * Makes a store, starting and closing an application.
	 */
	static void make(Path file, Durability durability) {
		KergroundApplication.start(file, durability, false).close();
	}

	/**
	 * Adds waiting tasks that are due, oldest first.
	 */
	void addWaiting(String name, long tasks) throws SQLException {
		add(name, 2, tasks, this.now);
	}

	/**
	 * Adds waiting tasks that are due in a day.
	 */
	void addDelayed(String name, long tasks) throws SQLException {
		add(name, 2, tasks, this.now + 86_400_000);
	}

	/**
	 * Adds finished tasks.
	 */
	void addFinished(String name, long tasks) throws SQLException {
		add(name, 4, tasks, this.now);
	}

	private void add(String name, int status, long tasks, long runAt) throws SQLException {
		int nameId = nameId(name);
		this.connection.setAutoCommit(false);
		long first = one("select coalesce(max(seq), 0) + 1 from kerground_task");
		for (long done = 0; done < tasks; done += AT_ONCE) {
			fill(first + done, first + Math.min(tasks, done + AT_ONCE) - 1, nameId, status, runAt);
		}
		try (PreparedStatement count = this.connection.prepareStatement(COUNT)) {
			count.setInt(1, nameId);
			count.setInt(2, status);
			count.setLong(3, tasks);
			count.executeUpdate();
		}
		this.connection.commit();
		this.connection.setAutoCommit(true);
	}

	private void fill(long first, long last, int name, int status, long runAt) throws SQLException {
		try (PreparedStatement rows = this.connection.prepareStatement(FILL);
				PreparedStatement payloads = this.connection.prepareStatement(FILL_PAYLOADS)) {
			rows.setLong(1, first);
			rows.setLong(2, last);
			rows.setLong(3, this.now);
			rows.setInt(4, status);
			rows.setInt(5, name);
			rows.setLong(6, runAt);
			rows.executeUpdate();
			payloads.setLong(1, first);
			payloads.setLong(2, last);
			payloads.executeUpdate();
		}
		this.connection.commit();
	}

	private int nameId(String name) throws SQLException {
		try (PreparedStatement insert = this.connection
			.prepareStatement("insert or ignore into kerground_name (name) values (?)")) {
			insert.setString(1, name);
			insert.executeUpdate();
		}
		return (int) one("select id from kerground_name where name = '" + name + "'");
	}

	private long one(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			rows.next();
			return rows.getLong(1);
		}
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}

package io.kerground.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The bare database: Kerground's schema and settings of the connection, prepared
 * statements in one thread, and nothing around them. Each call is one transaction.
 */
final class FloorStore implements AutoCloseable {

	private static final String SCHEMA = "/io/kerground/jdbc/schema/sqlite/V1__tasks.sql";

	private static final String[] PRAGMAS = { "journal_mode=wal", "foreign_keys=on", "trusted_schema=off",
			"cell_size_check=on", "temp_store=memory", "journal_size_limit=16777216" };

	private static final String INSERT = """
			insert into kerground_task (seq, id, status, queue, name, priority, attempt, max_attempts, fence, run_at,
				created_at)
			values""";

	private static final String TASK_ROW = "(?, ?, 2, 1, 1, 3, 0, 10, ?, ?, ?)";

	private static final String INSERT_PAYLOAD = "insert into kerground_payload (seq, payload) values ";

	private static final String PAYLOAD_ROW = "(?, ?)";

	private static final String READY = """
			select seq from kerground_task indexed by kerground_ready
			where status = 2 and queue = 1 and priority = 3 and run_at <= ? order by run_at, seq limit ?""";

	private static final String CLAIM = """
			update kerground_task set status = 3, owner = 1, started_at = ?, attempt = attempt + 1, fence = fence + 1
			""";

	private static final String CLAIM_RETURNING = CLAIM + "where seq in (" + READY + ") returning seq, id, name, fence";

	private static final String CLAIM_JSON = CLAIM + "where status = 2 and seq in (select value from json_each(?))";

	private static final String CLAIMED = """
			select t.seq, t.id, t.name, t.fence, p.payload
			from json_each(?) j cross join kerground_task t on t.seq = j.value
			cross join kerground_payload p on p.seq = t.seq""";

	private static final String PAYLOAD = "select payload from kerground_payload where seq = ?";

	private static final String FINISH = """
			update kerground_task set status = 4, finished_at = ?, owner = null
			where seq = ? and status = 3 and owner = 1 and fence = ?""";

	private static final String FINISH_JSON = """
			update kerground_task not indexed set status = 4, finished_at = ?, owner = null
			from json_each(?) as j
			where seq = j.value ->> 0 and status = 3 and owner = 1 and fence = j.value ->> 1""";

	private final Connection connection;

	private final FloorWay way;

	private final Map<String, PreparedStatement> statements = new HashMap<>();

	private long nextSeq = 1;

	private String text = Senders.TEXT;

	FloorStore(Path file, Durability durability, FloorWay way) throws SQLException, IOException {
		this.connection = DriverManager.getConnection("jdbc:sqlite:" + file);
		this.way = way;
		try (Statement statement = this.connection.createStatement()) {
			for (String pragma : PRAGMAS) {
				statement.execute("pragma " + pragma);
			}
			for (String sql : schema().split(";\\s*\n")) {
				statement.execute(sql);
			}
			statement.execute("pragma synchronous=" + durability.word());
		}
	}

	/**
	 * Changes the text that each task holds.
	 */
	void useText(String text) {
		this.text = text;
	}

	private static String schema() throws IOException {
		try (InputStream file = FloorStore.class.getResourceAsStream(SCHEMA)) {
			if (file == null) {
				throw new IOException("There is no " + SCHEMA);
			}
			return new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("${prefix}", "kerground_");
		}
	}

	private PreparedStatement prepare(String sql) throws SQLException {
		PreparedStatement known = this.statements.get(sql);
		if (known == null) {
			known = this.connection.prepareStatement(sql);
			this.statements.put(sql, known);
		}
		return known;
	}

	private void begin() throws SQLException {
		prepare("begin immediate").execute();
	}

	private void commit() throws SQLException {
		prepare("commit").execute();
	}

	/**
	 * Stores tasks.
	 */
	void insert(int tasks) throws SQLException {
		begin();
		switch (this.way.insert()) {
			case BATCH -> insertBatch(tasks);
			case SINGLE -> insertSingly(tasks);
			case ROWS -> insertRows(tasks);
		}
		commit();
	}

	private void insertBatch(int tasks) throws SQLException {
		PreparedStatement rows = prepare(INSERT + " " + TASK_ROW);
		PreparedStatement payloads = prepare(INSERT_PAYLOAD + PAYLOAD_ROW);
		for (int i = 0; i < tasks; i++) {
			bindTask(rows, 1);
			rows.addBatch();
			bindPayload(payloads, 1);
			payloads.addBatch();
			this.nextSeq++;
		}
		rows.executeBatch();
		payloads.executeBatch();
	}

	private void insertSingly(int tasks) throws SQLException {
		PreparedStatement rows = prepare(INSERT + " " + TASK_ROW);
		PreparedStatement payloads = prepare(INSERT_PAYLOAD + PAYLOAD_ROW);
		for (int i = 0; i < tasks; i++) {
			bindTask(rows, 1);
			rows.executeUpdate();
			bindPayload(payloads, 1);
			payloads.executeUpdate();
			this.nextSeq++;
		}
	}

	/**
	 * Inserts rows by statements with many rows each.
	 */
	private void insertRows(int tasks) throws SQLException {
		int atOnce = Math.min(tasks, 100);
		PreparedStatement rows = prepare(INSERT + " " + repeat(TASK_ROW, atOnce));
		PreparedStatement payloads = prepare(INSERT_PAYLOAD + repeat(PAYLOAD_ROW, atOnce));
		for (int done = 0; done + atOnce <= tasks; done += atOnce) {
			for (int i = 0; i < atOnce; i++) {
				bindTask(rows, 1 + i * 5);
				bindPayload(payloads, 1 + i * 2);
				this.nextSeq++;
			}
			rows.executeUpdate();
			payloads.executeUpdate();
		}
		if (tasks % atOnce > 0) {
			insertBatch(tasks % atOnce);
		}
	}

	private static String repeat(String row, int times) {
		return IntStream.range(0, times).mapToObj((i) -> row).collect(Collectors.joining(", "));
	}

	private void bindTask(PreparedStatement statement, int first) throws SQLException {
		long now = System.currentTimeMillis();
		statement.setLong(first, this.nextSeq);
		statement.setBytes(first + 1, id(now, this.nextSeq));
		statement.setLong(first + 2, now * 1000);
		statement.setLong(first + 3, now);
		statement.setLong(first + 4, now);
	}

	private void bindPayload(PreparedStatement statement, int first) throws SQLException {
		statement.setLong(first, this.nextSeq);
		statement.setBytes(first + 1,
				("[" + this.nextSeq + ",\"" + this.text + "\"]").getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Returns bytes that grow with time, as those of Kerground's ids do.
	 */
	private static byte[] id(long now, long number) {
		ByteBuffer bytes = ByteBuffer.allocate(16);
		bytes.putLong((now << 16) | (number & 0xfff)).putLong(number);
		return bytes.array();
	}

	/**
	 * Claims the oldest tasks and reads what is needed to run them.
	 */
	List<long[]> claim(int tasks) throws SQLException {
		begin();
		List<long[]> claimed = (this.way.claim() == FloorWay.Claim.RETURNING) ? claimReturning(tasks)
				: claimByKeys(tasks);
		commit();
		return claimed;
	}

	private List<long[]> claimReturning(int tasks) throws SQLException {
		List<long[]> claimed = new ArrayList<>(tasks);
		PreparedStatement claim = prepare(CLAIM_RETURNING);
		long now = System.currentTimeMillis();
		claim.setLong(1, now);
		claim.setLong(2, now);
		claim.setInt(3, tasks);
		try (ResultSet rows = claim.executeQuery()) {
			while (rows.next()) {
				rows.getBytes(2);
				rows.getInt(3);
				claimed.add(new long[] { rows.getLong(1), rows.getLong(4) });
			}
		}
		PreparedStatement payload = prepare(PAYLOAD);
		for (long[] task : claimed) {
			payload.setLong(1, task[0]);
			try (ResultSet rows = payload.executeQuery()) {
				rows.next();
				rows.getBytes(1);
			}
		}
		return claimed;
	}

	private List<long[]> claimByKeys(int tasks) throws SQLException {
		long now = System.currentTimeMillis();
		PreparedStatement ready = prepare(READY);
		ready.setLong(1, now);
		ready.setInt(2, tasks);
		List<String> keys = new ArrayList<>(tasks);
		try (ResultSet rows = ready.executeQuery()) {
			while (rows.next()) {
				keys.add(rows.getString(1));
			}
		}
		String json = "[" + String.join(",", keys) + "]";
		PreparedStatement claim = prepare(CLAIM_JSON);
		claim.setLong(1, now);
		claim.setString(2, json);
		claim.executeUpdate();
		PreparedStatement select = prepare(CLAIMED);
		select.setString(1, json);
		List<long[]> claimed = new ArrayList<>(tasks);
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				rows.getBytes(2);
				rows.getInt(3);
				rows.getBytes(5);
				claimed.add(new long[] { rows.getLong(1), rows.getLong(4) });
			}
		}
		return claimed;
	}

	/**
	 * Finishes claimed tasks.
	 */
	void finish(List<long[]> tasks) throws SQLException {
		begin();
		long now = System.currentTimeMillis();
		if (this.way.finish() == FloorWay.Finish.JSON) {
			PreparedStatement finish = prepare(FINISH_JSON);
			finish.setLong(1, now);
			finish.setString(2,
					tasks.stream()
						.map((task) -> "[" + task[0] + "," + task[1] + "]")
						.collect(Collectors.joining(",", "[", "]")));
			finish.executeUpdate();
		}
		else {
			PreparedStatement finish = prepare(FINISH);
			for (long[] task : tasks) {
				finish.setLong(1, now);
				finish.setLong(2, task[0]);
				finish.setLong(3, task[1]);
				finish.addBatch();
			}
			finish.executeBatch();
		}
		commit();
	}

	/**
	 * Returns how many tasks are stored in a status.
	 */
	long count(int status) throws SQLException {
		try (Statement statement = this.connection.createStatement();
				ResultSet rows = statement
					.executeQuery("select count(*) from kerground_task where status = " + status)) {
			rows.next();
			return rows.getLong(1);
		}
	}

	@Override
	public void close() throws SQLException {
		for (PreparedStatement statement : this.statements.values()) {
			statement.close();
		}
		this.connection.close();
	}

}

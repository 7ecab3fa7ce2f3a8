package io.kerground.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;
import org.jspecify.annotations.Nullable;

/**
 * Writes many rows by one statement: new ones as a list of values, changes by a JSON
 * table.
 */
final class MysqlBulkWrites implements BulkWrites {

	private static final int MOST_ROWS = 128;

	private static final String SEND = """
			insert into ${p}task (seq, id, status, queue, name, priority, attempt, max_attempts, fence, run_at, created_at,
				started_at, finished_at, owner, blocked_by) values\s""";

	private static final String SEND_ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

	private static final int SEND_COLUMNS = 15;

	private static final String PAYLOAD = "insert into ${p}payload (seq, payload, headers) values ";

	private static final String PAYLOAD_ROW = "(?, ?, ?)";

	private static final String SETTLEMENTS = """
			json_table(?, '$[*]' columns (begun bigint path '$[0]', seq bigint path '$[1]', owner bigint path '$[2]',
				fence bigint path '$[3]', time bigint path '$[4]')) s""";

	private static final String OWNED = """
			select t.seq, t.fence from %s straight_join ${p}task t on t.seq = s.seq
			where t.status = 3 and t.owner = s.owner and t.fence = s.fence for update""".formatted(SETTLEMENTS);

	/** MySQL would lock the list too, and refuses that; MariaDB has no such clause. */
	private static final String ONLY_TASKS = " of t";

	private static final String SETTLE = """
			update %s straight_join ${p}task t on t.seq = s.seq set ${change}, t.owner = null
			where t.status = 3 and t.owner = s.owner and t.fence = s.fence""".formatted(SETTLEMENTS);

	private static final Map<TaskVerb, String> CHANGES = new EnumMap<>(
			Map.of(TaskVerb.FINISH, "t.status = 4, t.finished_at = s.time, t.started_at = s.begun", TaskVerb.RETRY,
					"t.status = 2, t.run_at = s.time", TaskVerb.FAIL,
					"t.status = 5, t.finished_at = s.time, t.started_at = s.begun", TaskVerb.SNOOZE,
					"t.status = 2, t.run_at = s.time, t.attempt = t.attempt - 1", TaskVerb.RELEASE,
					"t.status = 2, t.started_at = s.time, t.attempt = t.attempt - 1"));

	private static final String CLAIM = """
			update ${rows of list} straight_join ${p}task t on t.seq = j.value
			set t.status = 3, t.owner = ?, t.started_at = ?, t.attempt = t.attempt + 1, t.fence = t.fence + 1
			where t.status = 2""";

	private static final String COUNTED = """
			select c.queue, c.name, c.status, ?, c.tasks from json_table(?, '$[*]' columns (queue bigint path '$[0]',
				name bigint path '$[1]', status bigint path '$[2]', tasks bigint path '$[3]')) c""";

	private static final String COUNT = "insert into ${p}count (queue, name, status, shard, tasks) " + COUNTED
			+ " on duplicate key update tasks = ${p}count.tasks + values(tasks)";

	private static final String COUNT_LATER = "insert into ${p}count_delta (queue, name, status, tasks) "
			+ COUNTED.replace("c.status, ?, ", "c.status, ");

	private static final String SOME_COUNTED = """
			select id, queue, name, status, tasks from ${p}count_delta order by id limit 1000 for update skip locked""";

	private static final String FORGET_COUNTED = """
			delete d from ${rows of list} straight_join ${p}count_delta d on d.id = j.value""";

	private final WriterSession session;

	private @Nullable String owned;

	MysqlBulkWrites(WriterSession session) {
		this.session = session;
	}

	@Override
	public void insert(List<TaskInsertion> insertions) throws SQLException {
		for (int from = 0; from < insertions.size();) {
			// few different statements, so that they stay prepared
			int size = Math.min(MOST_ROWS, Integer.highestOneBit(insertions.size() - from));
			insertRows(insertions.subList(from, from + size));
			from += size;
		}
	}

	private void insertRows(List<TaskInsertion> insertions) throws SQLException {
		PreparedStatement rows = this.session.prepare(SEND + list(SEND_ROW, insertions.size()));
		PreparedStatement payloads = this.session.prepare(PAYLOAD + list(PAYLOAD_ROW, insertions.size()));
		int parameter = 1;
		for (int i = 0; i < insertions.size(); i++) {
			TaskInsertion insertion = insertions.get(i);
			SqliteBulkWrites.bind(rows, i * SEND_COLUMNS, insertion, this.session.now());
			payloads.setLong(parameter++, insertion.seq());
			payloads.setBytes(parameter++, insertion.task().payload());
			payloads.setString(parameter++, insertion.task().headers());
		}
		rows.executeUpdate();
		payloads.executeUpdate();
	}

	private static String list(String row, int size) {
		return String.join(", ", Collections.nCopies(size, row));
	}

	@Override
	public Hits settle(TaskVerb verb, List<Settlement> settlements) throws SQLException {
		String change = CHANGES.get(verb);
		if (change == null) {
			throw new IllegalArgumentException(verb + " does not settle an attempt");
		}
		String rows = json(settlements);
		PreparedStatement select = this.session.prepare(owned());
		select.setString(1, rows);
		Map<Long, Long> owned = new HashMap<>();
		try (ResultSet found = select.executeQuery()) {
			while (found.next()) {
				owned.put(found.getLong(1), found.getLong(2));
			}
		}
		BitSet won = new BitSet();
		for (int i = 0; i < settlements.size(); i++) {
			won.set(i, owned.remove(settlements.get(i).task().seq(), settlements.get(i).task().fence()));
		}
		this.session.update(SETTLE.replace("${change}", change), rows);
		return new Hits(won, null);
	}

	private String owned() throws SQLException {
		String statement = this.owned;
		if (statement == null) {
			DatabaseMetaData data = this.session.connection().getMetaData();
			String database = data.getDatabaseProductName() + " " + data.getDatabaseProductVersion();
			statement = database.toLowerCase(Locale.ROOT).contains("mariadb") ? OWNED : OWNED + ONLY_TASKS;
			this.owned = statement;
		}
		return statement;
	}

	private String json(List<Settlement> settlements) {
		return settlements.stream()
			.map((settlement) -> "[" + settlement.task().startedAt() + "," + settlement.task().seq() + ","
					+ settlement.task().owner() + "," + settlement.task().fence() + time(settlement) + "]")
			.collect(Collectors.joining(",", "[", "]"));
	}

	/**
	 * Returns the last element, which is left out when there is none: MySQL 8.0.15 does
	 * not take null for a number.
	 */
	private String time(Settlement settlement) {
		Long time = settlement.time(this.session.now());
		return (time != null) ? "," + time : "";
	}

	@Override
	public ResultSet claim(long owner, List<Long> seqs) throws SQLException {
		String list = this.session.dialect().list(seqs);
		this.session.update(CLAIM, list, owner, this.session.now());
		PreparedStatement select = this.session.prepare(TaskStatements.CLAIMED);
		select.setString(1, list);
		return select.executeQuery();
	}

	@Override
	public void count(Map<Counters.Key, Integer> changes) throws SQLException {
		String rows = Counters.sorted(changes)
			.stream()
			.map((row) -> "[" + row.getKey().queue() + "," + row.getKey().name() + "," + row.getKey().status().code()
					+ "," + row.getValue() + "]")
			.collect(Collectors.joining(",", "[", "]"));
		if (this.session.isJoined()) {
			this.session.update(COUNT_LATER, rows);
		}
		else {
			this.session.update(COUNT, this.session.shard(), rows);
		}
	}

	@Override
	public void takeCounted(Counters counters) throws SQLException {
		List<Long> taken = new ArrayList<>();
		try (ResultSet rows = this.session.prepare(SOME_COUNTED).executeQuery()) {
			while (rows.next()) {
				taken.add(rows.getLong(1));
				counters.add(rows.getInt(2), rows.getInt(3), TaskStatus.ofCode(rows.getInt(4)), rows.getInt(5));
			}
		}
		if (!taken.isEmpty()) {
			this.session.update(FORGET_COUNTED, this.session.dialect().list(taken));
		}
	}

}

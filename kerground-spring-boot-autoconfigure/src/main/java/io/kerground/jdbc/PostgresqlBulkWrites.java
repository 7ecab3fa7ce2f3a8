package io.kerground.jdbc;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as arrays: one statement and one round trip for as many as there are.
 */
final class PostgresqlBulkWrites implements BulkWrites {

	private static final String SEND = """
			with sent as (insert into ${p}task (seq, id, status, queue, name, priority, attempt, max_attempts, fence,
				run_at, created_at, started_at, finished_at, owner, blocked_by)
				select * from unnest(?::bigint[], ?::bytea[], ?::smallint[], ?::integer[], ?::integer[], ?::smallint[],
				?::integer[], ?::integer[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
				?::bigint[]))
			insert into ${p}payload (seq, payload, headers)
			select * from unnest(?::bigint[], ?::bytea[], ?::text[])""";

	private static final String SETTLE = """
			update ${p}task t set ${change}, owner = null
			from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
				s(time, begun, seq, owner, fence)
			where t.seq = s.seq and t.status = 3 and t.owner = s.owner and t.fence = s.fence returning t.seq, t.fence""";

	private static final Map<TaskVerb, String> CHANGES = new EnumMap<>(Map.of(TaskVerb.FINISH,
			"status = 4, finished_at = s.time, started_at = s.begun", TaskVerb.RETRY, "status = 2, run_at = s.time",
			TaskVerb.FAIL, "status = 5, finished_at = s.time, started_at = s.begun", TaskVerb.SNOOZE,
			"status = 2, run_at = s.time, attempt = attempt - 1", TaskVerb.RELEASE,
			"status = 2, started_at = s.time, attempt = attempt - 1"));

	private static final String COUNT = """
			insert into ${p}count as c (queue, name, status, shard, tasks)
			select q, n, s, ?, d from unnest(?::integer[], ?::integer[], ?::integer[], ?::integer[]) u(q, n, s, d)
			on conflict (queue, name, status, shard) do update set tasks = c.tasks + excluded.tasks""";

	private static final String COUNT_LATER = """
			insert into ${p}count_delta (queue, name, status, tasks)
			select * from unnest(?::integer[], ?::integer[], ?::integer[], ?::integer[])""";

	private static final String TAKE_COUNTED = """
			with taken as (delete from ${p}count_delta
				where id in (select id from ${p}count_delta order by id limit 1000 for update skip locked)
				returning queue, name, status, tasks)
			select queue, name, status, sum(tasks) from taken group by queue, name, status""";

	private final WriterSession session;

	PostgresqlBulkWrites(WriterSession session) {
		this.session = session;
	}

	@Override
	public void insert(List<TaskInsertion> insertions) throws SQLException {
		long now = this.session.now();
		PreparedStatement insert = this.session.prepare(SEND);
		int parameter = 1;
		insert.setArray(parameter++, longs(insertions, TaskInsertion::seq));
		insert.setArray(parameter++, bytes(insertions, (row) -> TaskIdBytes.of(row.task().id())));
		insert.setArray(parameter++, integers(insertions, (row) -> row.status().code()));
		insert.setArray(parameter++, integers(insertions, TaskInsertion::queue));
		insert.setArray(parameter++, integers(insertions, TaskInsertion::name));
		insert.setArray(parameter++, integers(insertions, (row) -> row.task().priority().code()));
		insert.setArray(parameter++, integers(insertions, (row) -> (row.scope() != null) ? 1 : 0));
		insert.setArray(parameter++, integers(insertions, (row) -> row.task().maxAttempts()));
		insert.setArray(parameter++, longs(insertions, TaskInsertion::fence));
		insert.setArray(parameter++, longs(insertions, (row) -> row.task().runAt()));
		insert.setArray(parameter++, longs(insertions, (row) -> row.task().createdAt()));
		insert.setArray(parameter++, longs(insertions, (row) -> row.startedAt(now)));
		insert.setArray(parameter++, longs(insertions, (row) -> row.finishedAt(now)));
		insert.setArray(parameter++, longs(insertions, TaskInsertion::owner));
		insert.setArray(parameter++, longs(insertions, TaskInsertion::predecessor));
		insert.setArray(parameter++, longs(insertions, TaskInsertion::seq));
		insert.setArray(parameter++, bytes(insertions, (row) -> row.task().payload()));
		insert.setArray(parameter, this.session.array("text",
				insertions.stream().map((row) -> row.task().headers()).toArray(String[]::new)));
		insert.executeUpdate();
	}

	@Override
	public boolean[] settle(TaskVerb verb, List<Settlement> settlements) throws SQLException {
		String change = CHANGES.get(verb);
		if (change == null) {
			throw new IllegalArgumentException(verb + " does not settle an attempt");
		}
		long now = this.session.now();
		PreparedStatement update = this.session.prepare(SETTLE.replace("${change}", change));
		update.setArray(1, longs(settlements, (settlement) -> settlement.time(now)));
		update.setArray(2, longs(settlements, (settlement) -> settlement.task().startedAt()));
		update.setArray(3, longs(settlements, (settlement) -> settlement.task().seq()));
		update.setArray(4, longs(settlements, (settlement) -> settlement.task().owner()));
		update.setArray(5, longs(settlements, (settlement) -> settlement.task().fence()));
		Map<Long, Long> hit = new HashMap<>();
		try (ResultSet rows = update.executeQuery()) {
			while (rows.next()) {
				hit.put(rows.getLong(1), rows.getLong(2));
			}
		}
		boolean[] won = new boolean[settlements.size()];
		for (int i = 0; i < won.length; i++) {
			won[i] = hit.remove(settlements.get(i).task().seq(), settlements.get(i).task().fence());
		}
		return won;
	}

	@Override
	public void claim(long owner, List<Long> seqs) throws SQLException {
		this.session.update(TaskStatements.CLAIM, owner, this.session.now(), this.session.dialect().list(seqs));
	}

	@Override
	public void count(Map<Counters.Key, Integer> changes) throws SQLException {
		List<Map.Entry<Counters.Key, Integer>> rows = Counters.sorted(changes);
		boolean later = this.session.isJoined();
		PreparedStatement insert = this.session.prepare(later ? COUNT_LATER : COUNT);
		int parameter = 1;
		if (!later) {
			insert.setInt(parameter++, this.session.shard());
		}
		insert.setArray(parameter++, integers(rows, (row) -> row.getKey().queue()));
		insert.setArray(parameter++, integers(rows, (row) -> row.getKey().name()));
		insert.setArray(parameter++, integers(rows, (row) -> row.getKey().status().code()));
		insert.setArray(parameter, integers(rows, Map.Entry::getValue));
		insert.executeUpdate();
	}

	@Override
	public void takeCounted(Counters counters) throws SQLException {
		try (ResultSet rows = this.session.prepare(TAKE_COUNTED).executeQuery()) {
			while (rows.next()) {
				counters.add(rows.getInt(1), rows.getInt(2), TaskStatus.ofCode(rows.getInt(3)), rows.getInt(4));
			}
		}
	}

	private <T> Array longs(List<T> rows, Function<T, @Nullable Long> column) throws SQLException {
		return this.session.array("bigint", rows.stream().map(column).toArray(Long[]::new));
	}

	private <T> Array integers(List<T> rows, Function<T, Integer> column) throws SQLException {
		return this.session.array("integer", rows.stream().map(column).toArray(Integer[]::new));
	}

	private <T> Array bytes(List<T> rows, Function<T, byte[]> column) throws SQLException {
		return this.session.array("bytea", rows.stream().map(column).toArray(byte[][]::new));
	}

}

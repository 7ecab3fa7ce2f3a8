package io.kerground.jdbc;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as arrays: one statement and one round trip for as many as there are.
 * Statements with a semicolon between them go to the server together.
 */
final class PostgresqlBulkWrites implements BulkWrites {

	/*
	 * The status of a row that is found by its key is compared as a sum, which no index
	 * holds: those of ready and running tasks are as long as what waits, and hold each
	 * row that was there since the latest vacuum, but may look short to the planner.
	 */

	private static final String COLLISION = "40001";

	private static final String SEND = """
			with sent as (insert into ${p}task (seq, id, status, queue, name, priority, attempt, max_attempts, fence,
				run_at, created_at, started_at, finished_at, owner, blocked_by)
				select * from unnest(?::bigint[], ?::bytea[], ?::smallint[], ?::integer[], ?::integer[], ?::smallint[],
				?::integer[], ?::integer[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
				?::bigint[])),
			paid as (insert into ${p}payload (seq, payload, headers)
				select * from unnest(?::bigint[], ?::bytea[], ?::text[]))
			"""
			+ TaskStatements.FENCE_FLOOR;

	private static final String SETTLE = """
			update ${p}task t set ${change}, owner = null
			from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
				s(time, begun, seq, owner, fence)
			where t.seq = s.seq and t.status + 0 = 3 and t.owner = s.owner and t.fence = s.fence returning t.seq, t.fence;
			"""
			+ TaskStatements.ANY_BLOCKED + ";\n" + TaskStatements.ANY_OPEN_BATCH;

	/** For each slice, when its first task is due, and its first that is not due yet. */
	private static final String LOOK = """
			select q.id, p.priority,
				(select t.run_at from ${p}task t
					where t.status = 2 and t.queue = q.id and t.priority = p.priority
						and (t.run_at, t.seq) > (coalesce(f.run_at, ?), coalesce(f.seq, 0)) ${names}
					order by t.run_at, t.seq limit 1),
				(select t.run_at from ${p}task t
					where t.status = 2 and t.queue = q.id and t.priority = p.priority and t.run_at > ? ${names}
					order by t.run_at limit 1)
			from ${p}queue q join (values (1), (2), (3), (4)) p(priority) on true
			left join unnest(?::integer[], ?::integer[], ?::bigint[], ?::bigint[]) f(queue, priority, run_at, seq)
				on f.queue = q.id and f.priority = p.priority""";

	private static final String VIEW = String.join(";\n", TaskStatements.IS_NODE, ScheduleStatements.PAUSED_TASKS,
			ScheduleStatements.PAUSED_QUEUES, LOOK);

	private static final String CLAIM = """
			with claimed as (update ${p}task set status = 3, owner = ?, started_at = ?, attempt = attempt + 1,
				fence = fence + 1
				where status + 0 = 2 and seq ${in}
				returning seq, id, queue, name, priority, attempt, max_attempts, crashes, fence, run_at, created_at)
			select t.seq, t.id, t.queue, t.name, t.priority, t.attempt, t.max_attempts, t.crashes, t.fence, t.run_at,
				t.created_at, p.payload, p.headers
			from claimed t join ${p}payload p on p.seq = t.seq order by t.priority, t.run_at, t.seq""";

	private static final String BEGUN = """
			update ${p}task t set started_at = s.begun
			from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[]) s(begun, seq, owner, fence)
			where t.seq = s.seq and t.status + 0 = 3 and t.owner = s.owner and t.fence = s.fence""";

	private static final String RESPOND = """
			insert into ${p}response (seq, response) select * from unnest(?::bigint[], ?::bytea[])
			on conflict (seq) do update set response = excluded.response""";

	private static final Map<TaskVerb, String> CHANGES = new EnumMap<>(Map.of(TaskVerb.FINISH,
			"status = 4, finished_at = s.time, started_at = s.begun", TaskVerb.RETRY, "status = 2, run_at = s.time",
			TaskVerb.FAIL, "status = 5, finished_at = s.time, started_at = s.begun", TaskVerb.SNOOZE,
			"status = 2, run_at = s.time, attempt = attempt - 1", TaskVerb.RELEASE,
			"status = 2, started_at = s.time, attempt = attempt - 1"));

	private static final String COUNT = """
			insert into ${p}count as c (queue, name, status, shard, tasks)
			select q, n, s, ?, d from unnest(?::integer[], ?::integer[], ?::integer[], ?::integer[]) u(q, n, s, d)
			on conflict (queue, name, status, shard) do update set tasks = c.tasks + excluded.tasks;
			COMMIT""";

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
		try (ResultSet rows = insert.executeQuery()) {
			refuseTooLow(insertions, rows.next() ? rows.getLong(1) : 0);
		}
	}

	private void refuseTooLow(List<TaskInsertion> insertions, long floor) throws SQLException {
		boolean low = insertions.stream().anyMatch((row) -> row.fence() - ((row.scope() != null) ? 1 : 0) <= floor);
		// a transaction of the application, which nobody repeats, has just read the floor
		if (low && !this.session.isJoined()) {
			throw new SQLTransactionRollbackException("Tasks with higher fences were removed", COLLISION);
		}
	}

	@Override
	public Hits settle(TaskVerb verb, List<Settlement> settlements) throws SQLException {
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
		update.execute();
		try (ResultSet rows = update.getResultSet()) {
			while (rows.next()) {
				hit.put(rows.getLong(1), rows.getLong(2));
			}
		}
		boolean anyFollow = next(update).next();
		anyFollow |= next(update).next();
		BitSet won = new BitSet();
		for (int i = 0; i < settlements.size(); i++) {
			won.set(i, hit.remove(settlements.get(i).task().seq(), settlements.get(i).task().fence()));
		}
		return new Hits(won, anyFollow);
	}

	private static ResultSet next(PreparedStatement statement) throws SQLException {
		statement.getMoreResults();
		return statement.getResultSet();
	}

	@Override
	public ClaimView view(long owner, String filter, ClaimFloors floors) throws SQLException {
		List<Map.Entry<ReadySlice, ClaimCursor>> known = List.copyOf(floors.all().entrySet());
		PreparedStatement select = this.session.prepare(VIEW.replace("${names}", filter));
		select.setLong(1, owner);
		select.setLong(2, ClaimCursor.START.runAt());
		select.setLong(3, this.session.now());
		select.setArray(4, integers(known, (floor) -> floor.getKey().queue()));
		select.setArray(5, integers(known, (floor) -> floor.getKey().priority().code()));
		select.setArray(6, longs(known, (floor) -> floor.getValue().runAt()));
		select.setArray(7, longs(known, (floor) -> floor.getValue().seq()));
		select.execute();
		boolean node = select.getResultSet().next();
		Set<Integer> names = numbers(next(select));
		Set<Integer> queues = numbers(next(select));
		return new ClaimView(node, names, queues, filter, LockedSlices.heads(next(select)));
	}

	private static Set<Integer> numbers(ResultSet rows) throws SQLException {
		Set<Integer> found = new HashSet<>();
		while (rows.next()) {
			found.add(rows.getInt(1));
		}
		return found;
	}

	@Override
	public ResultSet claim(long owner, List<Long> seqs) throws SQLException {
		PreparedStatement update = this.session.prepare(CLAIM);
		update.setLong(1, owner);
		update.setLong(2, this.session.now());
		update.setString(3, this.session.dialect().list(seqs));
		return update.executeQuery();
	}

	@Override
	public void begun(WriterSession session, List<ClaimedTask> tasks) throws SQLException {
		PreparedStatement update = session.prepare(BEGUN);
		update.setArray(1, longs(tasks, ClaimedTask::startedAt));
		update.setArray(2, longs(tasks, ClaimedTask::seq));
		update.setArray(3, longs(tasks, ClaimedTask::owner));
		update.setArray(4, longs(tasks, ClaimedTask::fence));
		update.executeUpdate();
	}

	@Override
	public void respond(WriterSession session, Map<Long, byte[]> responses) throws SQLException {
		PreparedStatement insert = session.prepare(RESPOND);
		insert.setArray(1, session.array("bigint", responses.keySet().toArray(Long[]::new)));
		insert.setArray(2, session.array("bytea", responses.values().toArray(byte[][]::new)));
		insert.executeUpdate();
	}

	@Override
	public boolean checksFences() {
		return true;
	}

	@Override
	public boolean commitsWithCounts() {
		return true;
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
		insert.execute();
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

package io.kerground.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

import javax.sql.DataSource;

/**
 * Everything that a store holds, in lines that are the same whatever its database is and
 * whatever keys it has given.
 */
final class StoreContents {

	private static final String TASKS = """
			select 'task', t.id, n.name, q.name as queue_name, t.status, t.priority, t.attempt, t.max_attempts, t.crashes,
				t.fence, t.run_at, t.created_at, t.started_at, t.finished_at, b.id as b, bb.id as bb, p.payload, p.headers,
				r.response, g.fence as g, g.done, g.total
			from kerground_task t join kerground_name n on n.id = t.name join kerground_queue q on q.id = t.queue
			left join kerground_task b on b.seq = t.blocked_by
			left join kerground_batch bb on bb.seq = -t.blocked_by
			left join kerground_payload p on p.seq = t.seq left join kerground_response r on r.seq = t.seq
			left join kerground_progress g on g.seq = t.seq""";

	private static final String ATTEMPTS = """
			select 'attempt', t.id, a.fence, a.attempt, a.outcome, a.started_at, a.ended_at, a.error_type, a.error_message,
				a.stack_trace
			from kerground_attempt a left join kerground_task t on t.seq = a.seq""";

	private static final String LOGS = """
			select 'log', t.id, l.fence, l.attempt, l.content
			from kerground_log l left join kerground_task t on t.seq = l.seq""";

	private static final String BATCHES = """
			select 'batch', b.id, p.id as p, b.position, b.sequential, b.stops, b.stopped, b.status, b.total, b.finished,
				b.failed, b.cancelled, b.created_at, b.ended_at
			from kerground_batch b left join kerground_batch p on p.seq = b.parent""";

	private static final String MEMBERS = """
			select 'member', t.id, b.id as b, m.position from kerground_member m
			left join kerground_task t on t.seq = m.task left join kerground_batch b on b.seq = m.batch""";

	private static final String FOLLOWERS = """
			select 'follower', b.id as b, f.moment, f.id, f.name, f.queue, f.priority, f.max_attempts, f.run_at, f.delay,
				f.payload, f.headers
			from kerground_follower f left join kerground_batch b on b.seq = f.batch""";

	private static final String SCHEDULES = """
			select 'schedule', s.name, s.application, s.kind, s.spec, s.zone, s.period, s.delay_before, s.priority,
				s.next_at, s.tick_at, s.fired_at, t.id, s.last_id, s.triggered, s.paused
			from kerground_schedule s left join kerground_task t on t.seq = s.last_task""";

	private static final String COUNTS = """
			select 'count', q.name as queue_name, n.name, c.status, sum(c.tasks) from kerground_count c
			join kerground_queue q on q.id = c.queue join kerground_name n on n.id = c.name
			group by q.name, n.name, c.status having sum(c.tasks) <> 0""";

	private static final List<String> QUERIES = List.of(TASKS, ATTEMPTS, LOGS, BATCHES, MEMBERS, FOLLOWERS, SCHEDULES,
			COUNTS,
			"select 'paused queue', q.name from kerground_paused_queue p join kerground_queue q on q.id = p.queue",
			"select 'paused name', n.name from kerground_paused_name p join kerground_name n on n.id = p.name",
			"select 'fuse', n.name, f.reason, f.since_at, f.until_at from kerground_fuse f"
					+ " join kerground_name n on n.id = f.name",
			"select 'mute', cause, reason, since_at, until_at from kerground_mute");

	private StoreContents() {
	}

	static List<String> of(DataSource source) throws SQLException {
		try (Connection connection = source.getConnection()) {
			return of(connection);
		}
	}

	static List<String> of(Connection connection) throws SQLException {
		List<String> lines = new ArrayList<>();
		for (String query : QUERIES) {
			try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
				int columns = rows.getMetaData().getColumnCount();
				while (rows.next()) {
					List<String> values = new ArrayList<>();
					for (int i = 1; i <= columns; i++) {
						Object value = rows.getObject(i);
						values.add((value instanceof byte[] bytes) ? HexFormat.of().formatHex(bytes)
								: String.valueOf(value));
					}
					lines.add(String.join("|", values));
				}
			}
		}
		Collections.sort(lines);
		return lines;
	}

}

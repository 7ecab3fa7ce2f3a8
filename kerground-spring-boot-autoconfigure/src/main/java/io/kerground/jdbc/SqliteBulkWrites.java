package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.kerground.core.ClaimedTask;
import io.kerground.core.NewTask;
import io.kerground.core.TaskVerb;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows by prepared statements that are executed again and again, which costs
 * nothing where the database is in the same process.
 */
final class SqliteBulkWrites implements BulkWrites {

	private static final Map<TaskVerb, String> SETTLE = new EnumMap<>(Map.of(TaskVerb.FINISH, TaskStatements.FINISH,
			TaskVerb.RETRY, TaskStatements.RETRY, TaskVerb.FAIL, TaskStatements.FAIL, TaskVerb.SNOOZE,
			TaskStatements.SNOOZE, TaskVerb.RELEASE, TaskStatements.RELEASE));

	private final WriterSession session;

	SqliteBulkWrites(WriterSession session) {
		this.session = session;
	}

	@Override
	public void insert(List<TaskInsertion> insertions) throws SQLException {
		PreparedStatement rows = this.session.prepare(TaskStatements.SEND);
		PreparedStatement payloads = this.session.prepare(TaskStatements.SEND_PAYLOAD);
		try {
			for (TaskInsertion insertion : insertions) {
				bind(rows, insertion, this.session.now());
				rows.addBatch();
				payloads.setLong(1, insertion.seq());
				payloads.setBytes(2, insertion.task().payload());
				payloads.addBatch();
			}
			rows.executeBatch();
			payloads.executeBatch();
		}
		catch (SQLException ex) {
			rows.clearBatch();
			payloads.clearBatch();
			throw ex;
		}
	}

	static void bind(PreparedStatement insert, TaskInsertion insertion, long now) throws SQLException {
		NewTask task = insertion.task();
		insert.setLong(1, insertion.seq());
		insert.setBytes(2, TaskIdBytes.of(task.id()));
		insert.setInt(3, insertion.status().code());
		insert.setInt(4, insertion.queue());
		insert.setInt(5, insertion.name());
		insert.setInt(6, task.priority().code());
		insert.setInt(7, (insertion.scope() != null) ? 1 : 0);
		insert.setInt(8, task.maxAttempts());
		insert.setLong(9, insertion.fence());
		insert.setLong(10, task.runAt());
		insert.setLong(11, task.createdAt());
		setLong(insert, 12, insertion.startedAt(now));
		setLong(insert, 13, insertion.finishedAt(now));
		setLong(insert, 14, insertion.owner());
		setLong(insert, 15, insertion.predecessor());
	}

	private static void setLong(PreparedStatement statement, int index, @Nullable Long value) throws SQLException {
		if (value != null) {
			statement.setLong(index, value);
		}
		else {
			statement.setNull(index, Types.INTEGER);
		}
	}

	@Override
	public boolean[] settle(TaskVerb verb, List<Settlement> settlements) throws SQLException {
		String sql = SETTLE.get(verb);
		if (sql == null) {
			throw new IllegalArgumentException(verb + " does not settle an attempt");
		}
		PreparedStatement update = this.session.prepare(sql);
		for (Settlement settlement : settlements) {
			ClaimedTask task = settlement.task();
			int parameter = 1;
			setLong(update, parameter++, settlement.time(this.session.now()));
			if (verb == TaskVerb.FINISH || verb == TaskVerb.FAIL) {
				update.setLong(parameter++, task.startedAt());
			}
			update.setLong(parameter++, task.seq());
			update.setLong(parameter++, task.owner());
			update.setLong(parameter, task.fence());
			update.addBatch();
		}
		int[] counts = update.executeBatch();
		boolean[] won = new boolean[counts.length];
		for (int i = 0; i < won.length; i++) {
			won[i] = counts[i] == 1;
		}
		return won;
	}

	@Override
	public void count(Map<Counters.Key, Integer> changes) throws SQLException {
		for (Map.Entry<Counters.Key, Integer> change : changes.entrySet()) {
			if (execute(TaskStatements.ADD_COUNT, change) == 0) {
				execute(TaskStatements.NEW_COUNT, change);
			}
		}
	}

	@Override
	public void takeCounted(Counters counters) {
		// every write is the writer's own
	}

	private int execute(String sql, Map.Entry<Counters.Key, Integer> change) throws SQLException {
		PreparedStatement statement = this.session.prepare(sql);
		statement.setInt(1, change.getValue());
		statement.setInt(2, change.getKey().queue());
		statement.setInt(3, change.getKey().name());
		statement.setInt(4, change.getKey().status().code());
		return statement.executeUpdate();
	}

}

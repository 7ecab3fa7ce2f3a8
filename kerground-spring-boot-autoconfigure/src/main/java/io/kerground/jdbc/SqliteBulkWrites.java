package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.BitSet;
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
				bind(rows, 0, insertion, this.session.now());
				rows.addBatch();
				payloads.setLong(1, insertion.seq());
				payloads.setBytes(2, insertion.task().payload());
				payloads.setString(3, insertion.task().headers());
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

	static void bind(PreparedStatement insert, int offset, TaskInsertion insertion, long now) throws SQLException {
		NewTask task = insertion.task();
		insert.setLong(offset + 1, insertion.seq());
		insert.setBytes(offset + 2, TaskIdBytes.of(task.id()));
		insert.setInt(offset + 3, insertion.status().code());
		insert.setInt(offset + 4, insertion.queue());
		insert.setInt(offset + 5, insertion.name());
		insert.setInt(offset + 6, task.priority().code());
		insert.setInt(offset + 7, (insertion.scope() != null) ? 1 : 0);
		insert.setInt(offset + 8, task.maxAttempts());
		insert.setLong(offset + 9, insertion.fence());
		insert.setLong(offset + 10, task.runAt());
		insert.setLong(offset + 11, task.createdAt());
		setLong(insert, offset + 12, insertion.startedAt(now));
		setLong(insert, offset + 13, insertion.finishedAt(now));
		setLong(insert, offset + 14, insertion.owner());
		setLong(insert, offset + 15, insertion.predecessor());
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
	public Hits settle(TaskVerb verb, List<Settlement> settlements) throws SQLException {
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
		BitSet won = new BitSet();
		for (int i = 0; i < counts.length; i++) {
			won.set(i, counts[i] == 1);
		}
		return new Hits(won, null);
	}

	@Override
	public ResultSet claim(long owner, List<Long> seqs) throws SQLException {
		String list = this.session.dialect().list(seqs);
		this.session.update(TaskStatements.CLAIM, owner, this.session.now(), list);
		PreparedStatement select = this.session.prepare(TaskStatements.CLAIMED);
		select.setString(1, list);
		return select.executeQuery();
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

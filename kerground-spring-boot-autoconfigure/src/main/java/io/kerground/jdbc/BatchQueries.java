package io.kerground.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.kerground.core.BatchStatus;
import io.kerground.core.TaskBatchState;
import io.kerground.core.TaskError;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * What can be asked about batches.
 */
final class BatchQueries {

	private final StoreReaders readers;

	private final TaskStatements statements;

	BatchQueries(StoreReaders readers, TaskStatements statements) {
		this.readers = readers;
		this.statements = statements;
	}

	private String sql(String statement) {
		return this.statements.sql(statement);
	}

	/**
	 * Returns which of the given ids are those of open batches.
	 */
	Collection<UUID> open(String slots, Object[] ids) {
		return this.readers
			.read((reader) -> reader.query(sql("select id from ${p}batch where status = 3 and id in (" + slots + ")"),
					(row, number) -> TaskIdBytes.id(row.getBytes(1)), ids));
	}

	Optional<TaskBatchState> find(UUID id) {
		return this.readers.read(
				(reader) -> reader
					.query(sql("select * from ${p}batch where id = ?"), (row, number) -> state(reader, row),
							(Object) TaskIdBytes.of(id))
					.stream()
					.findFirst());
	}

	private TaskBatchState state(JdbcTemplate reader, ResultSet row) throws SQLException {
		long seq = row.getLong("seq");
		long endedAt = row.getLong("ended_at");
		@Nullable Instant ended = row.wasNull() ? null : Instant.ofEpochMilli(endedAt);
		return new TaskBatchState(TaskIdBytes.id(row.getBytes("id")), BatchStatus.ofCode(row.getInt("status")),
				row.getInt("total"), row.getInt("finished"), row.getInt("failed"), row.getInt("cancelled"),
				Instant.ofEpochMilli(row.getLong("created_at")), ended, members(reader, seq), errors(reader, seq));
	}

	private List<UUID> members(JdbcTemplate reader, long batch) {
		return reader.query(sql("""
				select t.id, m.position from ${p}member m ${join} ${p}task t on t.seq = m.task where m.batch = ?
				union all select id, position from ${p}batch where parent = ? order by 2"""),
				(row, number) -> TaskIdBytes.id(row.getBytes(1)), batch, batch);
	}

	private Map<UUID, TaskError> errors(JdbcTemplate reader, long batch) {
		Map<UUID, TaskError> errors = new HashMap<>();
		RowCallbackHandler latest = (row) -> errors.put(TaskIdBytes.id(row.getBytes(1)), error(row));
		reader.query(sql("""
				select t.id, a.error_type, a.error_message, a.stack_trace
				from ${p}member m ${join} ${p}task t on t.seq = m.task ${join} ${p}attempt a on a.seq = t.seq
				where m.batch = ? and t.status = 5 and a.error_type is not null order by a.fence"""), latest, batch);
		return errors;
	}

	private static TaskError error(ResultSet row) throws SQLException {
		return new TaskError(row.getString(2), text(row.getString(3)), text(row.getString(4)));
	}

	private static String text(@Nullable String text) {
		return (text != null) ? text : "";
	}

}

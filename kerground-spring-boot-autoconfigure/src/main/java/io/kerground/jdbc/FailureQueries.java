package io.kerground.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.kerground.core.FailureMute;
import io.kerground.core.TaskError;
import io.kerground.core.TaskFailure;
import io.kerground.core.TaskFailurePage;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * What can be asked about tasks that have failed for good.
 */
final class FailureQueries {

	private static final String FAILURES = """
			select seq, id, name, finished_at from ${p}task ${index failed}
			where status = 5 and (finished_at, seq) < (?, ?) order by finished_at desc, seq desc limit ?""";

	private static final String ERRORS = """
			select t.id, a.error_type, a.error_message, a.stack_trace from ${p}task t ${join} ${p}attempt a on a.seq = t.seq
			where t.id in (${ids}) and a.fence = (select max(e.fence) from ${p}attempt e
				where e.seq = t.seq and e.error_type is not null)""";

	private final StoreReaders readers;

	private final TaskStatements statements;

	private final Dictionary names;

	FailureQueries(StoreReaders readers, TaskStatements statements, Dictionary names) {
		this.readers = readers;
		this.statements = statements;
		this.names = names;
	}

	private String sql(String statement) {
		return this.statements.sql(statement);
	}

	TaskFailurePage failures(@Nullable String after, int size) {
		PageKey key = PageKey.parse(after);
		return this.readers.read((reader) -> {
			ResultSetExtractor<TaskFailurePage> page = (rows) -> page(reader, rows, size);
			return Objects
				.requireNonNull(reader.query(sql(FAILURES), page, key.finishedAt(), key.seq(), (long) size + 1));
		});
	}

	private TaskFailurePage page(JdbcTemplate reader, ResultSet rows, int size) throws SQLException {
		List<TaskFailure> failures = new ArrayList<>();
		PageKey last = PageKey.BEGIN;
		while (rows.next()) {
			if (failures.size() == size) {
				return new TaskFailurePage(failures, last.toString());
			}
			last = new PageKey(rows.getLong(4), rows.getLong(1));
			failures.add(new TaskFailure(TaskIdBytes.id(rows.getBytes(2)), this.names.nameOf(reader, rows.getInt(3)),
					Instant.ofEpochMilli(last.finishedAt())));
		}
		return new TaskFailurePage(failures, null);
	}

	Map<UUID, TaskError> errors(Collection<UUID> ids) {
		Map<UUID, TaskError> errors = new HashMap<>();
		if (ids.isEmpty()) {
			return errors;
		}
		String statement = sql(ERRORS.replace("${ids}", String.join(",", Collections.nCopies(ids.size(), "?"))));
		RowCallbackHandler each = (row) -> errors.put(TaskIdBytes.id(row.getBytes(1)), error(row));
		this.readers.read((reader) -> {
			reader.query(statement, each, ids.stream().map(TaskIdBytes::of).toArray());
			return errors;
		});
		return errors;
	}

	private static TaskError error(ResultSet row) throws SQLException {
		return new TaskError(row.getString(2), text(row.getString(3)), text(row.getString(4)));
	}

	private static String text(@Nullable String text) {
		return (text != null) ? text : "";
	}

	List<FailureMute> mutes(long now) {
		return this.readers.read((reader) -> reader.query(sql(ScheduleStatements.MUTES), (row, number) -> {
			long millis = row.getLong(4);
			Instant until = row.wasNull() ? null : Instant.ofEpochMilli(millis);
			return new FailureMute(TaskIdBytes.id(row.getBytes(1)), row.getString(2),
					Instant.ofEpochMilli(row.getLong(3)), until);
		}, now));
	}

}

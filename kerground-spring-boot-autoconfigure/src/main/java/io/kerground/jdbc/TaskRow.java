package io.kerground.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

import io.kerground.core.TaskPriority;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskStatus;

/**
 * What the writer needs of a stored task to move it.
 */
record TaskRow(long seq, UUID id, int queue, int name, TaskPriority priority, int attempt, int maxAttempts, int crashes,
		long fence, long startedAt, TaskStatus status) {

	static TaskRow of(ResultSet row) throws SQLException {
		return new TaskRow(row.getLong(1), TaskIdBytes.id(row.getBytes(2)), row.getInt(3), row.getInt(4),
				TaskPriority.ofCode(row.getInt(5)), row.getInt(6), row.getInt(7), row.getInt(8), row.getLong(9),
				row.getLong(10), TaskStatus.ofCode(row.getInt(11)));
	}

	TaskReference reference(WriterSession session, int attempt) throws SQLException {
		return new TaskReference(this.id, session.names().nameOf(session, this.name),
				session.queues().nameOf(session, this.queue), this.priority, attempt);
	}

}

package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import io.kerground.core.TaskChange;
import io.kerground.core.TaskSentEvent;
import io.kerground.core.TaskStatus;

/**
 * The moves by hand of many tasks, and with other arguments. What they remove is kept
 * aside for a while: the row in a table of its own, the rest where it is.
 */
final class BulkMoves {

	/** Tells that nothing is left to bring back. */
	private static final int NOTHING = -1;

	private final WriterSession session;

	private final TaskMoves moves;

	private final TaskClaims claims;

	BulkMoves(WriterSession session, TaskMoves moves, TaskClaims claims) {
		this.session = session;
		this.moves = moves;
		this.claims = claims;
	}

	int change(Collection<UUID> ids, TaskChange change) throws SQLException {
		int changed = 0;
		for (UUID id : ids) {
			boolean done = switch (change.kind()) {
				case RETRY -> this.moves.retry(id);
				case CANCEL -> this.moves.cancel(id);
				case DELETE -> putAside(id, change.id());
				case MOVE -> moveTo(String.valueOf(change.queue()), id);
			};
			changed += done ? 1 : 0;
		}
		return changed;
	}

	boolean retry(UUID id, byte[] payload) throws SQLException {
		TaskRow row = this.session.lockedRow(id);
		return row != null && this.moves.retry(id)
				&& this.session.update(TaskStatements.REPLACE_PAYLOAD, payload, row.seq()) == 1;
	}

	private boolean moveTo(String name, UUID id) throws SQLException {
		TaskRow row = this.session.lockedRow(id);
		int queue = this.session.queues().idOf(this.session, name);
		if (row == null || this.session.update(TaskStatements.MOVE_TO_QUEUE, queue, row.seq(), queue) == 0) {
			return false;
		}
		this.session.counters().remove(row.queue(), row.name(), row.status());
		this.session.counters().add(queue, row.name(), row.status());
		this.claims.madePending();
		return true;
	}

	private boolean putAside(UUID id, UUID change) throws SQLException {
		TaskRow row = this.session.lockedRow(id);
		if (row == null || this.session.update(TaskStatements.KEEP_DELETED, TaskIdBytes.of(change), this.session.now(),
				row.seq()) == 0) {
			return false;
		}
		this.session.update(TaskStatements.DELETE, row.seq());
		this.session.fences().removed(row.fence());
		this.moves.removed(row);
		return true;
	}

	int restore(UUID change, long deletedAfter, int limit) throws SQLException {
		if (lastDeleted(change) < deletedAfter) {
			return NOTHING;
		}
		PreparedStatement select = this.session.prepare(TaskStatements.DELETED_BY);
		select.setBytes(1, TaskIdBytes.of(change));
		select.setInt(2, limit);
		List<TaskRow> rows = this.session.rows(select);
		int restored = 0;
		for (TaskRow row : rows) {
			restored += restore(row) ? 1 : 0;
			this.session.update(TaskStatements.FORGET_DELETED, row.seq());
		}
		return rows.isEmpty() ? NOTHING : restored;
	}

	private long lastDeleted(UUID change) throws SQLException {
		PreparedStatement select = this.session.prepare(TaskStatements.LAST_DELETED);
		select.setBytes(1, TaskIdBytes.of(change));
		try (ResultSet rows = select.executeQuery()) {
			long last = rows.next() ? rows.getLong(1) : 0;
			return rows.wasNull() ? Long.MIN_VALUE : last;
		}
	}

	private boolean restore(TaskRow row) throws SQLException {
		if (this.session.row(row.id()) != null) {
			// sent anew with its own id; what is kept of the removed one is not needed
			this.moves.deleteParts(row.seq(), row.fence());
			return false;
		}
		this.session.update(TaskStatements.RESTORE, this.session.fences().first(this.session, 0), row.seq());
		boolean blocked = row.status() == TaskStatus.BLOCKED;
		this.session.counters().add(row.queue(), row.name(), blocked ? TaskStatus.CANCELLED : row.status());
		if (row.status() == TaskStatus.PENDING) {
			this.claims.madePending();
			this.session.announce(new TaskSentEvent(row.reference(this.session, row.attempt()), this.session.at(),
					this.session.at()));
		}
		return true;
	}

	int discard(long deletedBefore, int limit) throws SQLException {
		List<TaskRow> rows = this.session.rows(TaskStatements.DELETED_BEFORE, deletedBefore, limit);
		for (TaskRow row : rows) {
			this.moves.deleteParts(row.seq(), row.fence());
			this.session.update(TaskStatements.FORGET_DELETED, row.seq());
		}
		return rows.size();
	}

}

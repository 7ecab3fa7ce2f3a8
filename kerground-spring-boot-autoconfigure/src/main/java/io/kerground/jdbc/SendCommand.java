package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.kerground.core.NewTask;
import io.kerground.core.SendReceipt;
import io.kerground.core.TaskConflictException;
import io.kerground.core.TaskNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * New tasks that one caller wants stored, all or none.
 */
final class SendCommand extends PendingCommand<List<SendReceipt>> {

	private final List<NewTask> tasks;

	private List<NewTask> fresh = List.of();

	private List<SendReceipt> receipts = List.of();

	SendCommand(List<NewTask> tasks) {
		this.tasks = tasks;
	}

	/**
	 * Finds out which tasks are new.
	 * @param ownIds the new tasks with ids of their callers' in this group of writes, to
	 * which those of this command are added
	 */
	void prepare(WriterSession session, Map<UUID, NewTask> ownIds) throws SQLException {
		List<NewTask> fresh = new ArrayList<>(this.tasks.size());
		List<SendReceipt> found = new ArrayList<>(this.tasks.size());
		Map<UUID, NewTask> added = new HashMap<>();
		for (NewTask task : this.tasks) {
			NewTask before = task.ownId() ? added.getOrDefault(task.id(), ownIds.get(task.id())) : null;
			SendReceipt known = task.ownId() ? known(session, task, before) : null;
			if (known == null) {
				refuseUnknownPredecessor(session, task, added);
				fresh.add(task);
				added.put(task.id(), task);
			}
			found.add((known != null) ? known : new SendReceipt(task.id(), true, true));
		}
		ownIds.putAll(added);
		this.fresh = fresh;
		this.receipts = found;
	}

	private static void refuseUnknownPredecessor(WriterSession session, NewTask task, Map<UUID, NewTask> added)
			throws SQLException {
		UUID predecessor = task.blockedBy();
		if (predecessor != null && !added.containsKey(predecessor) && session.row(predecessor) == null) {
			throw new TaskNotFoundException(predecessor);
		}
	}

	List<NewTask> fresh() {
		return this.fresh;
	}

	private static @Nullable SendReceipt known(WriterSession session, NewTask task, @Nullable NewTask before)
			throws SQLException {
		if (before != null) {
			return receipt(task, before.name(), before.payload());
		}
		TaskRow row = session.row(task.id());
		return (row != null) ? receipt(task, session.names().nameOf(session, row.name()), payload(session, row.seq()))
				: null;
	}

	private static SendReceipt receipt(NewTask task, String name, byte[] payload) {
		if (!name.equals(task.name())) {
			throw new TaskConflictException(task.id(), name, task.name());
		}
		return new SendReceipt(task.id(), false, Arrays.equals(payload, task.payload()));
	}

	private static byte[] payload(WriterSession session, long seq) throws SQLException {
		PreparedStatement select = session.prepare(TaskStatements.PAYLOAD_OF);
		select.setLong(1, seq);
		try (ResultSet rows = select.executeQuery()) {
			return rows.next() ? rows.getBytes(1) : new byte[0];
		}
	}

	/**
	 * Returns what the caller is answered after the commit.
	 */
	List<SendReceipt> receipts() {
		return this.receipts;
	}

}

package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import io.kerground.core.TaskStatus;

/**
 * Removes from the source what was moved, after the check. Can be ended at any moment and
 * goes on with the next run.
 */
final class TransferCleanup {

	private static final int CHUNK = 500;

	private static final List<String> PARTS = List.of("task", "payload", "response", "progress", "attempt", "log");

	private final TransferStore source;

	TransferCleanup(TransferStore source) {
		this.source = source;
	}

	void run() throws SQLException {
		long last = 0;
		do {
			long after = last;
			last = this.source.transact((session) -> removeTasks(session, after));
		}
		while (last > 0);
		this.source.transact((session) -> {
			List<Long> batches = TransferStore.numbers(session, "select seq from ${p}moving_batch");
			List<Long> hidden = batches.stream().map((seq) -> -seq).toList();
			session.update("delete from ${p}member where batch ${in}", session.dialect().list(hidden));
			session.update("delete from ${p}follower where batch ${in}", session.dialect().list(hidden));
			session.update("delete from ${p}batch where seq ${in}", session.dialect().list(batches));
			session.update("delete from ${p}moving_batch where state = 1");
			session.update("delete from ${p}schedule where id in (select id from ${p}moving_schedule where state = 1)");
			session.update("delete from ${p}moving_schedule where state = 1");
			return true;
		});
	}

	/**
	 * Removes some tasks, in the order of their keys.
	 * @return the key of the last one, or 0 when there are no more
	 */
	private static long removeTasks(WriterSession session, long after) throws SQLException {
		List<Long> seqs = TransferStore.numbers(session,
				"select seq from ${p}moving where seq > ? and +state in (1, 3) order by seq limit ?", after, CHUNK);
		if (seqs.isEmpty()) {
			return 0;
		}
		Map<Long, List<TransferRow>> rows = TransferTable.TASK.read(session, seqs);
		rows.forEach((seq, found) -> {
			TransferRow row = found.get(0);
			TaskStatus status = TaskStatus.ofCode((int) row.number("status"));
			session.counters().remove((int) row.number("queue"), (int) row.number("name"), status);
			session.fences().removed(row.number("fence"));
		});
		for (String part : PARTS) {
			session.update("delete from ${p}" + part + " where seq ${in}", session.dialect().list(seqs));
		}
		session.update("delete from ${p}moving where seq ${in}", session.dialect().list(seqs));
		return seqs.get(seqs.size() - 1);
	}

}

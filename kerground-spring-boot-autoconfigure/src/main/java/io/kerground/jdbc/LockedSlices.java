package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.kerground.core.TaskPriority;

/**
 * Reads ready tasks where several nodes claim at the same moment: locks what it reads,
 * and passes over what others have locked.
 */
final class LockedSlices {

	/** For each slice, when its first task is due, and its first that is not due yet. */
	private static final String LOOK = """
			select q.id, p.priority,
				(select t.run_at from ${p}task t
					where t.status = 2 and t.queue = q.id and t.priority = p.priority ${names}
					order by t.run_at limit 1),
				(select t.run_at from ${p}task t
					where t.status = 2 and t.queue = q.id and t.priority = p.priority and t.run_at > ? ${names}
					order by t.run_at limit 1)
			from ${p}queue q ${join} (select 1 as priority union all select 2 union all select 3 union all select 4) p
				on 1 = 1""";

	private static final String CANDIDATES = """
			select seq, run_at, crashes, name from ${p}task
			where status = 2 and queue = ? and priority = ? and run_at <= ? and (run_at > ? or run_at = ? and seq > ?)
				${names}
			order by run_at, seq limit ? ${lock free}""";

	private final Set<ReadySlice> due = new HashSet<>();

	private final WriterSession session;

	private String filter = "";

	LockedSlices(WriterSession session) {
		this.session = session;
	}

	/**
	 * Looks at all slices at once, so that only those are read that hold something.
	 * @param filter the condition on names
	 * @return when the next task is due
	 */
	long look(Collection<Integer> queues, String filter) throws SQLException {
		this.filter = filter;
		this.due.clear();
		long nextDue = Long.MAX_VALUE;
		PreparedStatement select = this.session.prepare(LOOK.replace("${names}", filter));
		select.setLong(1, this.session.now());
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				int queue = rows.getInt(1);
				if (!queues.contains(queue)) {
					continue;
				}
				long first = rows.getLong(3);
				if (!rows.wasNull() && first <= this.session.now()) {
					this.due.add(new ReadySlice(queue, TaskPriority.ofCode(rows.getInt(2))));
				}
				long next = rows.getLong(4);
				nextDue = rows.wasNull() ? nextDue : Math.min(nextDue, next);
			}
		}
		return nextDue;
	}

	/**
	 * Adds the tasks of a slice that may be taken, and locks them.
	 */
	void read(ReadySlice slice, ClaimAllowance allowance, List<long[]> found) throws SQLException {
		if (!this.due.contains(slice) || !allowance.isLeft(slice.queue())) {
			return;
		}
		long[] last = { 0, Long.MIN_VALUE };
		boolean more = true;
		while (more && allowance.isLeft(slice.queue())) {
			int limit = allowance.tasks();
			int read = 0;
			try (ResultSet rows = candidates(slice, last, allowance).executeQuery()) {
				while (rows.next()) {
					read++;
					long[] row = { rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4), slice.queue() };
					last = row;
					if (allowance.take(row)) {
						found.add(row);
					}
				}
			}
			more = read == limit;
		}
	}

	private PreparedStatement candidates(ReadySlice slice, long[] last, ClaimAllowance allowance) throws SQLException {
		Set<Integer> closed = allowance.closedNames();
		String names = this.filter + (closed.isEmpty() ? "" : TaskClaims.NOT_CLOSED);
		PreparedStatement select = this.session.prepare(CANDIDATES.replace("${names}", names));
		int parameter = 1;
		select.setInt(parameter++, slice.queue());
		select.setInt(parameter++, slice.priority().code());
		select.setLong(parameter++, this.session.now());
		select.setLong(parameter++, last[1]);
		select.setLong(parameter++, last[1]);
		select.setLong(parameter++, last[0]);
		if (!closed.isEmpty()) {
			select.setString(parameter++, this.session.dialect().list(closed));
		}
		select.setInt(parameter, allowance.tasks());
		return select;
	}

}

package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.kerground.core.TaskPriority;
import org.jspecify.annotations.Nullable;

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
			where status = 2 and queue = ? and priority = ? and run_at <= ? and run_at >= ? and (run_at, seq) > (?, ?)
				${names}
			order by run_at, seq limit ? ${lock free}""";

	private final Set<ReadySlice> due = new HashSet<>();

	/** How far the slices of one priority were read. */
	private final Map<ReadySlice, ClaimCursor> read = new HashMap<>();

	private final WriterSession session;

	private String filter = "";

	LockedSlices(WriterSession session) {
		this.session = session;
	}

	/**
	 * Looks at all slices at once, so that only those are read that hold something.
	 * @param filter the condition on names
	 * @param view what was read already, or null
	 * @return when the next task is due
	 */
	long look(Collection<Integer> queues, String filter, @Nullable ClaimView view) throws SQLException {
		boolean viewed = view != null && view.filter().equals(filter);
		if (!viewed) {
			this.session.floors().forget();
		}
		this.filter = filter;
		this.due.clear();
		this.read.clear();
		long nextDue = this.session.floors().wholeAgainAt();
		for (Head head : (view != null && viewed) ? view.heads() : heads()) {
			if (queues.contains(head.slice().queue())) {
				if (head.first() <= this.session.now()) {
					this.due.add(head.slice());
				}
				else if (viewed) {
					this.session.floors().raise(head.slice(), everything(), this.session.now());
				}
				nextDue = Math.min(nextDue, head.next());
			}
		}
		return nextDue;
	}

	private List<Head> heads() throws SQLException {
		PreparedStatement select = this.session.prepare(LOOK.replace("${names}", this.filter));
		select.setLong(1, this.session.now());
		try (ResultSet rows = select.executeQuery()) {
			return heads(rows);
		}
	}

	/**
	 * Reads what was selected by {@link #LOOK}.
	 */
	static List<Head> heads(ResultSet rows) throws SQLException {
		List<Head> heads = new ArrayList<>();
		while (rows.next()) {
			ReadySlice slice = new ReadySlice(rows.getInt(1), TaskPriority.ofCode(rows.getInt(2)));
			long first = rows.getLong(3);
			first = rows.wasNull() ? Long.MAX_VALUE : first;
			long next = rows.getLong(4);
			heads.add(new Head(slice, first, rows.wasNull() ? Long.MAX_VALUE : next));
		}
		return heads;
	}

	/**
	 * Adds the tasks of a slice that may be taken, and locks them.
	 */
	void read(ReadySlice slice, ClaimAllowance allowance, List<long[]> found) throws SQLException {
		if (!this.due.contains(slice) || !allowance.isLeft(slice.queue())) {
			return;
		}
		ClaimCursor last = this.session.floors().of(slice);
		boolean more = true;
		boolean allTaken = true;
		while (more && allowance.isLeft(slice.queue())) {
			int limit = allowance.tasks();
			int read = 0;
			try (ResultSet rows = candidates(slice, last, allowance).executeQuery()) {
				while (rows.next()) {
					read++;
					long[] row = { rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4), slice.queue() };
					last = new ClaimCursor(row[1], row[0]);
					if (allowance.take(row)) {
						found.add(row);
					}
					else {
						allTaken = false;
					}
				}
			}
			more = read == limit;
			allTaken &= allowance.closedNames().isEmpty();
		}
		if (allTaken) {
			this.read.put(slice, more ? last : everything());
		}
	}

	/**
	 * Notes that a row that was read is not claimed.
	 */
	void notTaken(ReadySlice slice) {
		this.read.remove(slice);
	}

	/**
	 * Notes that all other rows that were read are claimed.
	 */
	void taken() {
		this.read.forEach((slice, row) -> this.session.floors().raise(slice, row, this.session.now()));
		this.read.clear();
	}

	private ClaimCursor everything() {
		return new ClaimCursor(this.session.now(), 0);
	}

	private PreparedStatement candidates(ReadySlice slice, ClaimCursor last, ClaimAllowance allowance)
			throws SQLException {
		Set<Integer> closed = allowance.closedNames();
		String names = this.filter + (closed.isEmpty() ? "" : TaskClaims.NOT_CLOSED);
		PreparedStatement select = this.session.prepare(CANDIDATES.replace("${names}", names));
		int parameter = 1;
		select.setInt(parameter++, slice.queue());
		select.setInt(parameter++, slice.priority().code());
		select.setLong(parameter++, this.session.now());
		select.setLong(parameter++, last.runAt());
		select.setLong(parameter++, last.runAt());
		select.setLong(parameter++, last.seq());
		if (!closed.isEmpty()) {
			select.setString(parameter++, this.session.dialect().list(closed));
		}
		select.setInt(parameter, allowance.tasks());
		return select;
	}

	/**
	 * The beginning of a slice.
	 *
	 * @param slice the slice
	 * @param first when its first task is due
	 * @param next when its first task is due that is not due yet
	 */
	record Head(ReadySlice slice, long first, long next) {

	}

}

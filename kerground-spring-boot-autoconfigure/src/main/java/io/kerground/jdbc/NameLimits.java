package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.kerground.core.ClaimScope.ConcurrencyLimit;
import io.kerground.core.TaskStatus;

/**
 * How many more tasks of each limited name may start, counted over all nodes in the
 * transaction of the claim; none of a paused name may.
 */
final class NameLimits {

	/*
	 * The counts of tasks say how many run: they are written in the same commits as the
	 * moves, and this group's own changes are added. So no further index is needed.
	 */

	static final NameLimits NONE = new NameLimits(Map.of(), Long.MAX_VALUE);

	/** How soon to look again for names that another node counts right now. */
	private static final long AGAIN_MILLIS = 5;

	private final Map<Integer, int[]> free;

	private final long nextLook;

	private NameLimits(Map<Integer, int[]> free, long nextLook) {
		this.free = free;
		this.nextLook = nextLook;
	}

	static NameLimits read(WriterSession session, List<ConcurrencyLimit> limits) throws SQLException {
		Map<Integer, int[]> free = new HashMap<>();
		boolean counted = true;
		for (ConcurrencyLimit limit : limits) {
			Set<Integer> ids = new TreeSet<>();
			for (String name : limit.names()) {
				ids.add(session.names().idOf(session, name));
			}
			boolean locked = lock(session, ids);
			counted &= locked;
			int[] left = { locked ? limit.limit() : 0 };
			for (int id : ids) {
				left[0] -= locked ? running(session, id) : 0;
				free.put(id, left);
			}
		}
		for (int name : session.keysOf(ScheduleStatements.PAUSED_TASKS)) {
			free.put(name, new int[1]);
		}
		return free.isEmpty() ? NONE : new NameLimits(free, counted ? Long.MAX_VALUE : session.now() + AGAIN_MILLIS);
	}

	/**
	 * Makes sure that no other node claims tasks of these names before this group of
	 * writes is committed. Does not wait for one that does.
	 */
	private static boolean lock(WriterSession session, Set<Integer> names) throws SQLException {
		if (!session.dialect().isConcurrent()) {
			return true;
		}
		PreparedStatement select = session.prepare(TaskStatements.LOCK_NAMES);
		select.setString(1, session.dialect().list(names));
		int locked = 0;
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				locked++;
			}
		}
		return locked == names.size();
	}

	/**
	 * Returns when to look again because another node was counting, in milliseconds since
	 * 1970.
	 */
	long nextLook() {
		return this.nextLook;
	}

	private static int running(WriterSession session, int name) throws SQLException {
		PreparedStatement select = session.prepare(ScheduleStatements.RUNNING_OF_NAME);
		select.setInt(1, name);
		try (ResultSet rows = select.executeQuery()) {
			rows.next();
			return rows.getInt(1) + session.counters().change(name, TaskStatus.RUNNING);
		}
	}

	NameLimits copy() {
		if (this.free.isEmpty()) {
			return this;
		}
		IdentityHashMap<int[], int[]> copies = new IdentityHashMap<>();
		Map<Integer, int[]> copied = new HashMap<>();
		this.free.forEach((name, left) -> copied.put(name, copies.computeIfAbsent(left, int[]::clone)));
		return new NameLimits(copied, this.nextLook);
	}

	boolean isEmpty() {
		return this.free.isEmpty();
	}

	boolean isLimited(int name) {
		return this.free.containsKey(name);
	}

	/**
	 * Counts one more task of a name as running, unless as many run as may.
	 */
	boolean take(int name) {
		int[] left = this.free.get(name);
		if (left == null) {
			return true;
		}
		if (left[0] <= 0) {
			return false;
		}
		left[0]--;
		return true;
	}

	/**
	 * Returns the names of which no more may start, as a list that is bound; empty when
	 * there is none.
	 */
	String exhausted(SqlDialect dialect) {
		TreeSet<Integer> names = new TreeSet<>();
		this.free.forEach((name, left) -> {
			if (left[0] <= 0) {
				names.add(name);
			}
		});
		return names.isEmpty() ? "" : dialect.list(names);
	}

}

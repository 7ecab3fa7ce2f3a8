package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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

	static final NameLimits NONE = new NameLimits(Map.of());

	private final Map<Integer, int[]> free;

	private NameLimits(Map<Integer, int[]> free) {
		this.free = free;
	}

	static NameLimits read(WriterSession session, List<ConcurrencyLimit> limits) throws SQLException {
		Map<Integer, int[]> free = new HashMap<>();
		for (ConcurrencyLimit limit : limits) {
			int[] left = { limit.limit() };
			for (String name : limit.names()) {
				int id = session.names().idOf(session, name);
				left[0] -= running(session, id);
				free.put(id, left);
			}
		}
		try (ResultSet rows = session.prepare(ScheduleStatements.PAUSED_TASKS).executeQuery()) {
			while (rows.next()) {
				free.put(rows.getInt(1), new int[1]);
			}
		}
		return free.isEmpty() ? NONE : new NameLimits(free);
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
		return new NameLimits(copied);
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
	 * Returns the names of which no more may start, as JSON; empty when there is none.
	 */
	String exhausted() {
		TreeSet<Integer> names = new TreeSet<>();
		this.free.forEach((name, left) -> {
			if (left[0] <= 0) {
				names.add(name);
			}
		});
		return names.isEmpty() ? "" : names.toString();
	}

}

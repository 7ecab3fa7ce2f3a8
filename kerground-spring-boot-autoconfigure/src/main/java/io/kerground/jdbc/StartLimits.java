package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimScope.ConcurrencyLimit;
import io.kerground.core.TaskStatus;

/**
 * How many more tasks of each limited name and queue may start, counted over all nodes in
 * the transaction of the claim; none of a paused name may.
 */
final class StartLimits {

	/*
	 * The counts of tasks say how many run: they are written in the same commits as the
	 * moves, and this group's own changes are added. So no further index is needed.
	 */

	static final StartLimits NONE = new StartLimits(Map.of(), Map.of(), Set.of(), Long.MAX_VALUE);

	/** How soon to look again for what another node counts right now. */
	private static final long AGAIN_MILLIS = 5;

	private final Map<Integer, int[]> free;

	private final Map<Integer, int[]> freeOfQueues;

	private final Set<Integer> paused;

	private final long nextLook;

	private StartLimits(Map<Integer, int[]> free, Map<Integer, int[]> freeOfQueues, Set<Integer> paused,
			long nextLook) {
		this.free = free;
		this.freeOfQueues = freeOfQueues;
		this.paused = paused;
		this.nextLook = nextLook;
	}

	static StartLimits read(WriterSession session, ClaimScope scope, Set<Integer> paused) throws SQLException {
		Map<Integer, int[]> free = new HashMap<>();
		Map<Integer, int[]> freeOfQueues = new HashMap<>();
		boolean counted = true;
		for (ConcurrencyLimit limit : scope.limits()) {
			Set<Integer> ids = new TreeSet<>();
			for (String name : limit.names()) {
				ids.add(session.names().idOf(session, name));
			}
			boolean locked = lock(session, TaskStatements.LOCK_NAMES, ids);
			counted &= locked;
			int[] left = { locked ? limit.limit() : 0 };
			for (int id : ids) {
				left[0] -= locked ? runningOfName(session, id) : 0;
				free.put(id, left);
			}
		}
		for (Map.Entry<String, Integer> limit : new TreeMap<>(scope.queueLimits()).entrySet()) {
			int id = session.queues().idOf(session, limit.getKey());
			boolean locked = lock(session, TaskStatements.LOCK_QUEUES, Set.of(id));
			counted &= locked;
			freeOfQueues.put(id, new int[] { locked ? limit.getValue() - runningOfQueue(session, id) : 0 });
		}
		return (free.isEmpty() && freeOfQueues.isEmpty() && paused.isEmpty()) ? NONE
				: new StartLimits(free, freeOfQueues, paused, counted ? Long.MAX_VALUE : session.now() + AGAIN_MILLIS);
	}

	/**
	 * Makes sure that no other node claims tasks of these names or queues before this
	 * group of writes is committed. Does not wait for one that does.
	 */
	private static boolean lock(WriterSession session, String statement, Set<Integer> ids) throws SQLException {
		if (!session.dialect().isConcurrent()) {
			return true;
		}
		PreparedStatement select = session.prepare(statement);
		select.setString(1, session.dialect().list(ids));
		int locked = 0;
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				locked++;
			}
		}
		return locked == ids.size();
	}

	/**
	 * Returns when to look again because another node was counting, in milliseconds since
	 * 1970.
	 */
	long nextLook() {
		return this.nextLook;
	}

	private static int runningOfName(WriterSession session, int name) throws SQLException {
		return count(session, ScheduleStatements.RUNNING_OF_NAME, name)
				+ session.counters().change(name, TaskStatus.RUNNING);
	}

	private static int runningOfQueue(WriterSession session, int queue) throws SQLException {
		return count(session, ScheduleStatements.RUNNING_OF_QUEUE, queue)
				+ session.counters().changeOfQueue(queue, TaskStatus.RUNNING);
	}

	private static int count(WriterSession session, String statement, int id) throws SQLException {
		PreparedStatement select = session.prepare(statement);
		select.setInt(1, id);
		try (ResultSet rows = select.executeQuery()) {
			rows.next();
			return rows.getInt(1);
		}
	}

	StartLimits copy() {
		return (this == NONE) ? this
				: new StartLimits(copy(this.free), copy(this.freeOfQueues), this.paused, this.nextLook);
	}

	private static Map<Integer, int[]> copy(Map<Integer, int[]> free) {
		IdentityHashMap<int[], int[]> copies = new IdentityHashMap<>();
		Map<Integer, int[]> copied = new HashMap<>();
		free.forEach((id, left) -> copied.put(id, copies.computeIfAbsent(left, int[]::clone)));
		return copied;
	}

	boolean isLimited(int queue, int name) {
		return isLimited(queue) || this.free.containsKey(name);
	}

	boolean isLimited(int queue) {
		return this.freeOfQueues.containsKey(queue);
	}

	/**
	 * Returns whether as many tasks of a queue run as may.
	 */
	boolean isExhausted(int queue) {
		int[] left = this.freeOfQueues.get(queue);
		return left != null && left[0] <= 0;
	}

	/**
	 * Counts one more task of a queue and a name as running, unless as many run as may.
	 */
	boolean take(int queue, int name) {
		int[] leftOfName = this.free.get(name);
		if (this.paused.contains(name) || isExhausted(queue) || (leftOfName != null && leftOfName[0] <= 0)) {
			return false;
		}
		int[] leftOfQueue = this.freeOfQueues.get(queue);
		if (leftOfQueue != null) {
			leftOfQueue[0]--;
		}
		if (leftOfName != null) {
			leftOfName[0]--;
		}
		return true;
	}

	/**
	 * Returns the limited names of which no more may start.
	 * @param all whether none of a limited name may start
	 */
	Set<Integer> closed(boolean all) {
		if (this.free.isEmpty()) {
			return Set.of();
		}
		TreeSet<Integer> names = new TreeSet<>();
		this.free.forEach((name, left) -> {
			if (all || left[0] <= 0) {
				names.add(name);
			}
		});
		return names;
	}

}

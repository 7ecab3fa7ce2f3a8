package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskClaimedEvent;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskStatus;

/**
 * Claims ready tasks for a demand: priority by priority, and within one by due time and
 * key over all queues.
 */
final class TaskClaims {

	/*
	 * Each (queue, priority) is a slice of the index, read from its head up to the first
	 * row that is not due. That row also tells when to look again.
	 *
	 * Rows whose name this node does not know may stand in front. A cursor for each slice
	 * remembers where the leading run of them ends. It goes back to the start when a row
	 * may have been made pending before it.
	 *
	 * When as many tasks of a name run as may, its rows are left out by the database, for
	 * there may be many; what stands behind the last row read is asked for again. A queue
	 * of which as many run as may is not read at all.
	 *
	 * Where several nodes claim at the same moment, rows are locked as they are read, and
	 * there are no cursors: what others make pending is seen too late for them.
	 */

	private static final int NO_NAME = -1;

	private static final String BEHIND = " and (run_at, seq) > (?, ?)";

	private static final String NOT_EXHAUSTED = " and name ${not in}";

	private final Map<ReadySlice, Cursor> cursors = new HashMap<>();

	private final WriterSession session;

	private final LockedSlices lockedSlices;

	private long nextDue = Long.MAX_VALUE;

	private String filter = "";

	private int filterSize = -1;

	private Set<String> filterNames = Set.of();

	private StartLimits limits = StartLimits.NONE;

	private Set<Integer> pausedQueues = Set.of();

	TaskClaims(WriterSession session) {
		this.session = session;
		this.lockedSlices = new LockedSlices(session);
	}

	/**
	 * Returns whether only so many tasks of a queue or a name run at once.
	 */
	boolean isLimited(String queue, String name) throws SQLException {
		return this.limits != StartLimits.NONE && this.limits.isLimited(this.session.queues().idOf(this.session, queue),
				this.session.names().idOf(this.session, name));
	}

	/**
	 * Takes a new task into a slot if no limit and no pause forbids it.
	 */
	boolean takeDirectly(String queue, String name) throws SQLException {
		int queueId = this.session.queues().idOf(this.session, queue);
		return !this.pausedQueues.contains(queueId)
				&& this.limits.take(queueId, this.session.names().idOf(this.session, name));
	}

	/**
	 * Tells that a row may have become pending before the cursors.
	 */
	void madePending() {
		this.session.facts().madePending();
		this.cursors.clear();
	}

	/**
	 * Tells that a row became pending; one that was sent just now and is due in its order
	 * lies behind the cursors.
	 */
	void madePendingAt(ReadySlice slice, long runAt) {
		this.session.facts().madePending(slice);
		this.cursors.values().removeIf((cursor) -> cursor.runAt() >= runAt);
	}

	/**
	 * Returns when the next task is due that was seen by the latest claim.
	 */
	long nextDue() {
		return this.nextDue;
	}

	void dueAt(long runAt) {
		this.nextDue = Math.min(this.nextDue, runAt);
	}

	/**
	 * Returns whether a node is registered: one that was taken for dead must not own
	 * tasks, for nobody would rescue them.
	 */
	boolean isNode(long owner) throws SQLException {
		if (this.session.facts().isNode(owner)) {
			return true;
		}
		PreparedStatement select = this.session.prepare(TaskStatements.IS_NODE);
		select.setLong(1, owner);
		try (ResultSet rows = select.executeQuery()) {
			boolean registered = rows.next();
			if (registered) {
				this.session.facts().foundNode(owner);
			}
			return registered;
		}
	}

	List<ClaimedTask> claim(ClaimScope scope, ClaimDemand demand) throws SQLException {
		this.nextDue = Long.MAX_VALUE;
		filterFor(scope);
		this.limits = StartLimits.read(this.session, scope);
		this.pausedQueues = this.session.keysOf(ScheduleStatements.PAUSED_QUEUES);
		Collection<Integer> queues = queues(scope).stream().filter((id) -> !this.pausedQueues.contains(id)).toList();
		if (this.session.dialect().isConcurrent()) {
			dueAt(this.lockedSlices.look(queues, this.filter));
			dueAt(this.limits.nextLook());
		}
		List<Long> seqs = new ArrayList<>();
		int suspects = demand.suspects();
		for (TaskPriority priority : TaskPriority.values()) {
			ClaimAllowance allowance = new ClaimAllowance(demand.allowance(priority, seqs.size()),
					demand.slots(priority, seqs.size()), suspects, scope.suspectCrashes(), this.limits);
			if (allowance.isLeft()) {
				seqs.addAll(candidates(queues, priority, allowance));
				suspects = allowance.suspects();
			}
		}
		return seqs.isEmpty() ? new ArrayList<>() : take(scope, seqs);
	}

	private List<Long> candidates(Collection<Integer> queues, TaskPriority priority, ClaimAllowance allowance)
			throws SQLException {
		List<long[]> found = new ArrayList<>();
		for (int queue : queues) {
			ReadySlice slice = new ReadySlice(queue, priority);
			if (this.session.dialect().isConcurrent()) {
				this.lockedSlices.read(slice, allowance.copy(), found);
			}
			else if (!this.session.facts().isEmpty(slice)) {
				slice(slice, allowance.copy(), found);
			}
		}
		if (queues.size() > 1) {
			found.sort(Comparator.<long[]>comparingLong((row) -> row[1]).thenComparingLong((row) -> row[0]));
		}
		return found.stream().filter(allowance::take).map((row) -> row[0]).toList();
	}

	private void slice(ReadySlice slice, ClaimAllowance allowance, List<long[]> found) throws SQLException {
		if (!allowance.isLeft(slice.queue())) {
			return;
		}
		boolean telling = !this.filter.isEmpty() && exhausted(allowance).isEmpty();
		Cursor cursor = this.cursors.getOrDefault(slice, Cursor.START);
		Cursor from = cursor;
		long[] first = null;
		String exhausted;
		do {
			exhausted = exhausted(allowance);
			PreparedStatement select = candidates(slice, from, exhausted);
			try (ResultSet rows = select.executeQuery()) {
				while (allowance.isLeft(slice.queue()) && exhausted.equals(exhausted(allowance)) && rows.next()) {
					long[] row = { rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4), slice.queue() };
					first = (first != null) ? first : row;
					from = new Cursor(row[1], row[0]);
					if (row[1] > this.session.now()) {
						dueAt(row[1]);
						break;
					}
					if (allowance.take(row)) {
						found.add(row);
					}
				}
			}
		}
		while (allowance.isLeft(slice.queue()) && !exhausted.equals(exhausted(allowance)));
		if (first == null && allowance.isLeft() && isWhole(from, exhausted)) {
			this.session.facts().foundEmpty(slice);
		}
		if (telling) {
			this.cursors.put(slice, (first != null) ? new Cursor(first[1], first[0] - 1) : end(slice, cursor));
		}
	}

	/**
	 * Returns whether everything that is pending in a slice was asked for.
	 */
	private boolean isWhole(Cursor from, String exhausted) {
		return this.filter.isEmpty() && from.equals(Cursor.START) && exhausted.isEmpty();
	}

	private String exhausted(ClaimAllowance allowance) {
		return allowance.limits().exhausted(this.session.dialect());
	}

	private PreparedStatement candidates(ReadySlice slice, Cursor from, String exhausted) throws SQLException {
		boolean ranged = !this.filter.isEmpty() || !from.equals(Cursor.START);
		String names = (ranged ? this.filter + BEHIND : "") + (exhausted.isEmpty() ? "" : NOT_EXHAUSTED);
		PreparedStatement select = this.session.prepare(TaskStatements.CANDIDATES.replace("${names}", names));
		int parameter = 1;
		select.setInt(parameter++, slice.queue());
		select.setInt(parameter++, slice.priority().code());
		if (ranged) {
			select.setLong(parameter++, from.runAt());
			select.setLong(parameter++, from.seq());
		}
		if (!exhausted.isEmpty()) {
			select.setString(parameter, exhausted);
		}
		return select;
	}

	/**
	 * Returns a cursor behind the last row of a slice, none of whose names are known.
	 */
	private Cursor end(ReadySlice slice, Cursor cursor) throws SQLException {
		PreparedStatement select = this.session.prepare(TaskStatements.LAST_CANDIDATE);
		select.setInt(1, slice.queue());
		select.setInt(2, slice.priority().code());
		try (ResultSet rows = select.executeQuery()) {
			return rows.next() ? new Cursor(rows.getLong(2), rows.getLong(1)) : cursor;
		}
	}

	private List<ClaimedTask> take(ClaimScope scope, List<Long> seqs) throws SQLException {
		String list = this.session.dialect().list(seqs);
		this.session.bulk().claim(scope.owner(), seqs);
		PreparedStatement select = this.session.prepare(TaskStatements.CLAIMED);
		select.setString(1, list);
		List<ClaimedTask> tasks = new ArrayList<>(seqs.size());
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				int queue = rows.getInt(3);
				int name = rows.getInt(4);
				this.session.counters().move(queue, name, TaskStatus.PENDING, TaskStatus.RUNNING);
				TaskReference reference = new TaskReference(TaskIdBytes.id(rows.getBytes(2)),
						this.session.names().nameOf(this.session, name),
						this.session.queues().nameOf(this.session, queue), TaskPriority.ofCode(rows.getInt(5)),
						rows.getInt(6));
				ClaimedTask task = new ClaimedTask(rows.getLong(1), reference, scope.owner(), rows.getLong(9),
						rows.getInt(7), rows.getInt(8), rows.getLong(10), rows.getLong(11), this.session.now(),
						rows.getBytes(12), rows.getString(13));
				tasks.add(task);
				announce(task);
			}
		}
		return tasks;
	}

	void announce(ClaimedTask task) {
		long waited = Math.max(0, task.startedAt() - Math.max(task.runAt(), task.createdAt()));
		this.session.announce(new TaskClaimedEvent(task.reference(), this.session.at(), Duration.ofMillis(waited)));
	}

	private Collection<Integer> queues(ClaimScope scope) throws SQLException {
		if (scope.queues().isEmpty()) {
			return this.session.queues().allIds();
		}
		List<Integer> ids = new ArrayList<>();
		for (String queue : scope.queues()) {
			ids.add(this.session.queues().idOf(this.session, queue));
		}
		return ids;
	}

	/**
	 * Makes the condition on names, which is empty while this node knows every name.
	 */
	private void filterFor(ClaimScope scope) {
		Dictionary names = this.session.names();
		if (this.filterSize == names.size() && this.filterNames.equals(scope.names())) {
			return;
		}
		Set<Integer> known = new TreeSet<>();
		for (String name : names.allNames()) {
			Integer id = names.knownIdOf(name);
			if (id != null && scope.names().contains(name)) {
				known.add(id);
			}
		}
		boolean all = known.size() == names.size();
		if (known.isEmpty()) {
			// an empty list would make the index unusable, which is an error
			known.add(NO_NAME);
		}
		this.filter = all ? ""
				: "and name in (" + known.stream().map(String::valueOf).collect(Collectors.joining(",")) + ")";
		this.filterSize = names.size();
		this.filterNames = scope.names();
		this.cursors.clear();
	}

	private record Cursor(long runAt, long seq) {

		static final Cursor START = new Cursor(Long.MIN_VALUE, 0);

	}

}

package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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
import org.jspecify.annotations.Nullable;

/**
 * Claims ready tasks for a demand: priority by priority, and within one by due time and
 * key over all queues.
 */
final class TaskClaims {

	/*
	 * Each (queue, priority) is a slice of the index, read from its head up to the first
	 * row that is not due. That row also tells when to look again.
	 *
	 * Rows that may not be started may stand in front: of names that this node does not
	 * know or that are paused, which the filter leaves out, and of names of which as many
	 * run as may, which are closed for the rest of a claim. The database leaves both out,
	 * and cursors remember where the leading run of them ends. A cursor goes back when a
	 * row may have been made pending before it. A queue of which as many run as may is
	 * not read at all.
	 *
	 * Where several nodes claim at the same moment, rows are locked as they are read, and
	 * there are no cursors: what others make pending is seen too late for them. Floors
	 * take their place, which hold for a moment only.
	 */

	private static final int NO_NAME = -1;

	static final String NOT_CLOSED = " and name ${not in}";

	private final WriterSession session;

	private final LockedSlices lockedSlices;

	private long nextDue = Long.MAX_VALUE;

	private String filter = "";

	/** The names that the filter lets through. */
	private Set<Integer> startable = Set.of();

	private int filterSize = -1;

	private Set<String> filterNames = Set.of();

	private Set<Integer> filterPaused = Set.of();

	private StartLimits limits = StartLimits.NONE;

	private Set<Integer> pausedQueues = Set.of();

	/** What was read at once for the present claim. */
	private @Nullable ClaimView view;

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
		this.session.cursors().clear();
		this.session.floors().forget();
	}

	/**
	 * Tells that a row became pending.
	 */
	void madePending(ReadySlice slice, int name, long runAt, long seq) {
		this.session.facts().madePending(slice);
		this.session.floors().madePending(slice, runAt, seq);
		if (this.filter.isEmpty() || this.startable.contains(name)) {
			this.session.cursors().madePending(slice, name, runAt, seq);
		}
	}

	/**
	 * Tells that another node has changed something.
	 */
	void changedElsewhere() {
		this.session.floors().changedElsewhere();
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
	 * tasks, for nobody would rescue them. Asked right before each claim.
	 */
	boolean isNode(long owner) throws SQLException {
		this.session.floors().begin(this.session.now());
		ClaimView seen = this.session.bulk().view(owner, this.filter, this.session.floors());
		this.view = seen;
		if (seen != null) {
			return seen.isNode();
		}
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
		ClaimView seen = this.view;
		this.view = null;
		Set<Integer> paused = (seen != null) ? seen.pausedNames()
				: this.session.keysOf(ScheduleStatements.PAUSED_TASKS);
		filterFor(scope, paused);
		this.limits = StartLimits.read(this.session, scope, paused);
		this.pausedQueues = (seen != null) ? seen.pausedQueues()
				: this.session.keysOf(ScheduleStatements.PAUSED_QUEUES);
		Collection<Integer> queues = queues(scope).stream().filter((id) -> !this.pausedQueues.contains(id)).toList();
		if (this.session.dialect().isConcurrent()) {
			dueAt(this.lockedSlices.look(queues, this.filter, seen));
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
		List<Long> taken = new ArrayList<>(found.size());
		for (long[] row : found) {
			if (allowance.take(row)) {
				taken.add(row[0]);
			}
			else {
				this.lockedSlices.notTaken(new ReadySlice((int) row[4], priority));
			}
		}
		this.lockedSlices.taken();
		return taken;
	}

	private void slice(ReadySlice slice, ClaimAllowance allowance, List<long[]> found) throws SQLException {
		SliceReader reader = new SliceReader(slice, allowance, found);
		while (allowance.isLeft(slice.queue()) && reader.isMore()) {
			reader.read();
		}
	}

	private PreparedStatement candidates(ReadySlice slice, ClaimCursor from, Set<Integer> closed) throws SQLException {
		boolean behind = !from.equals(ClaimCursor.START);
		String names = this.filter + (closed.isEmpty() ? "" : NOT_CLOSED);
		PreparedStatement select = this.session.prepare(
				(behind ? TaskStatements.CANDIDATES_BEHIND : TaskStatements.CANDIDATES).replace("${names}", names));
		int parameter = 1;
		select.setInt(parameter++, slice.queue());
		select.setInt(parameter++, slice.priority().code());
		if (behind) {
			select.setLong(parameter++, from.runAt());
			select.setLong(parameter++, from.seq());
			parameter = bindClosed(select, parameter, closed);
			select.setInt(parameter++, slice.queue());
			select.setInt(parameter++, slice.priority().code());
			select.setLong(parameter++, from.runAt());
		}
		bindClosed(select, parameter, closed);
		return select;
	}

	private int bindClosed(PreparedStatement select, int parameter, Set<Integer> closed) throws SQLException {
		if (closed.isEmpty()) {
			return parameter;
		}
		select.setString(parameter, this.session.dialect().list(closed));
		return parameter + 1;
	}

	/**
	 * Returns a cursor behind the last row of a slice, none of which may be started.
	 */
	private ClaimCursor end(ReadySlice slice, ClaimCursor cursor) throws SQLException {
		PreparedStatement select = this.session.prepare(TaskStatements.LAST_CANDIDATE);
		select.setInt(1, slice.queue());
		select.setInt(2, slice.priority().code());
		try (ResultSet rows = select.executeQuery()) {
			return rows.next() ? new ClaimCursor(rows.getLong(2), rows.getLong(1)) : cursor;
		}
	}

	private List<ClaimedTask> take(ClaimScope scope, List<Long> seqs) throws SQLException {
		List<ClaimedTask> tasks = new ArrayList<>(seqs.size());
		try (ResultSet rows = this.session.bulk().claim(scope.owner(), seqs)) {
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
	 * Makes the condition on names, which is empty while this node knows every name and
	 * none is paused.
	 */
	private void filterFor(ClaimScope scope, Set<Integer> paused) {
		Dictionary names = this.session.names();
		if (this.filterSize == names.size() && this.filterNames.equals(scope.names())
				&& this.filterPaused.equals(paused)) {
			return;
		}
		Set<Integer> startable = new TreeSet<>();
		for (String name : names.allNames()) {
			Integer id = names.knownIdOf(name);
			if (id != null && scope.names().contains(name) && !paused.contains(id)) {
				startable.add(id);
			}
		}
		boolean all = startable.size() == names.size();
		if (startable.isEmpty()) {
			// an empty list would make the index unusable, which is an error
			startable.add(NO_NAME);
		}
		this.filter = all ? ""
				: "and name in (" + startable.stream().map(String::valueOf).collect(Collectors.joining(",")) + ")";
		this.startable = startable;
		this.filterSize = names.size();
		this.filterNames = scope.names();
		this.filterPaused = Set.copyOf(paused);
		this.session.cursors().clear();
	}

	/**
	 * Reads a slice until enough is found. When the last task of a limited name is taken,
	 * what stands behind it is asked for again without that name.
	 */
	private final class SliceReader {

		private final ReadySlice slice;

		private final ClaimAllowance allowance;

		private final List<long[]> found;

		/** The last row that was read. */
		private ClaimCursor last = ClaimCursor.START;

		/** Whether all rows that were read and may still be started have been taken. */
		private boolean allTaken = true;

		private boolean more = true;

		SliceReader(ReadySlice slice, ClaimAllowance allowance, List<long[]> found) {
			this.slice = slice;
			this.allowance = allowance;
			this.found = found;
		}

		boolean isMore() {
			return this.more;
		}

		void read() throws SQLException {
			Set<Integer> closed = this.allowance.closedNames();
			ClaimCursor cursor = session().cursors().of(this.slice, closed);
			ClaimCursor from = this.last.isBefore(cursor) ? cursor : this.last;
			boolean known = this.allTaken;
			long[] first = null;
			try (ResultSet rows = candidates(this.slice, from, closed).executeQuery()) {
				while (this.more) {
					this.more = rows.next();
					if (this.more) {
						long[] row = row(rows);
						first = (first != null) ? first : row;
						this.more = take(row);
						if (!closed.equals(this.allowance.closedNames())) {
							break;
						}
					}
				}
			}
			if (first == null && from.equals(ClaimCursor.START) && isEverythingAskedFor(closed)) {
				session().facts().foundEmpty(this.slice);
			}
			if (known && !isEverythingAskedFor(closed)) {
				session().cursors()
					.move(this.slice, closed,
							(first != null) ? new ClaimCursor(first[1], first[0] - 1) : end(this.slice, from));
			}
		}

		private boolean isEverythingAskedFor(Set<Integer> closed) {
			return TaskClaims.this.filter.isEmpty() && closed.isEmpty();
		}

		private long[] row(ResultSet rows) throws SQLException {
			return new long[] { rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4),
					this.slice.queue() };
		}

		/**
		 * Takes a row if it may be started.
		 * @return whether there may be more
		 */
		private boolean take(long[] row) {
			if (row[1] > session().now()) {
				dueAt(row[1]);
				return false;
			}
			this.last = new ClaimCursor(row[1], row[0]);
			if (this.allowance.take(row)) {
				this.found.add(row);
			}
			else {
				this.allTaken = false;
			}
			return this.allowance.isLeft(this.slice.queue());
		}

		private WriterSession session() {
			return TaskClaims.this.session;
		}

	}

}

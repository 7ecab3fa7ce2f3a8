package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.kerground.core.ClaimedTask;
import io.kerground.core.Node;
import io.kerground.core.TaskCancelledEvent;
import io.kerground.core.TaskDeletedEvent;
import io.kerground.core.TaskError;
import io.kerground.core.TaskFailedEvent;
import io.kerground.core.TaskProgress;
import io.kerground.core.TaskPrunedEvent;
import io.kerground.core.TaskRepository.Ownership;
import io.kerground.core.TaskRepository.PruneRule;
import io.kerground.core.TaskRepository.RescueRule;
import io.kerground.core.TaskRescuedEvent;
import io.kerground.core.TaskRetriedEvent;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskUnblockedEvent;
import io.kerground.core.TaskVerb;
import org.jspecify.annotations.Nullable;

/**
 * The moves of single tasks that are not settlements: by hand, after a node's death,
 * after the end of a predecessor, and at the end of the retention.
 */
final class TaskMoves {

	private final WriterSession session;

	private final TaskClaims claims;

	private final ScheduleMoves schedules;

	private final BatchMoves batches;

	private final BulkMoves bulk;

	TaskMoves(WriterSession session, TaskClaims claims, SendWrites sends) {
		this.session = session;
		this.claims = claims;
		this.schedules = new ScheduleMoves(session, claims);
		this.batches = new BatchMoves(session, this, sends);
		this.bulk = new BulkMoves(session, this, claims);
	}

	ScheduleMoves schedules() {
		return this.schedules;
	}

	BatchMoves batches() {
		return this.batches;
	}

	BulkMoves bulk() {
		return this.bulk;
	}

	boolean cancel(UUID id) throws SQLException {
		TaskRow row = this.session.lockedRow(id);
		return row != null && cancel(row);
	}

	boolean cancel(TaskRow row) throws SQLException {
		if (this.session.update(TaskStatements.CANCEL, this.session.now(), row.seq()) == 0) {
			return false;
		}
		move(row, TaskStatus.CANCELLED);
		if (row.status() == TaskStatus.RUNNING) {
			recordAttempt(row.seq(), row.fence(), row.attempt(), TaskVerb.CANCEL, row.startedAt(), null);
		}
		this.session.announce(
				new TaskCancelledEvent(row.reference(this.session, row.attempt()), this.session.at(), row.status()));
		followEnd(row.seq(), TaskStatus.CANCELLED);
		return true;
	}

	boolean hasten(UUID id) throws SQLException {
		TaskRow row = this.session.lockedRow(id);
		if (row == null
				|| this.session.update(TaskStatements.HASTEN, this.session.now(), row.seq(), this.session.now()) == 0) {
			return false;
		}
		this.claims.madePending();
		return true;
	}

	boolean retry(UUID id) throws SQLException {
		TaskRow row = this.session.lockedRow(id);
		if (row == null || this.session.update(TaskStatements.RETRY_BY_HAND, this.session.now(), row.seq()) == 0) {
			return false;
		}
		move(row, TaskStatus.PENDING);
		this.batches.memberReopened(row.seq(), row.status());
		this.session.announce(new TaskRetriedEvent(row.reference(this.session, 0), this.session.at(), this.session.at(),
				null, Duration.ZERO));
		return true;
	}

	boolean delete(UUID id) throws SQLException {
		TaskRow row = this.session.lockedRow(id);
		if (row == null || this.session.update(TaskStatements.DELETE, row.seq()) == 0) {
			return false;
		}
		deleteParts(row.seq(), row.fence());
		removed(row);
		return true;
	}

	/**
	 * Tells all whom it concerns that the row of a task is gone.
	 */
	void removed(TaskRow row) throws SQLException {
		this.session.counters().remove(row.queue(), row.name(), row.status());
		this.session.announce(new TaskDeletedEvent(row.reference(this.session, row.attempt()), this.session.at()));
		if (!row.status().isFinal()) {
			followEnd(row.seq(), TaskStatus.CANCELLED);
		}
		this.batches.forget(row.seq());
	}

	void deleteParts(long seq, long fence) throws SQLException {
		this.session.fences().removed(fence);
		this.session.update(TaskStatements.DELETE_PAYLOAD, seq);
		this.session.update(TaskStatements.DELETE_RESPONSE, seq);
		this.session.update(TaskStatements.DELETE_PROGRESS, seq);
		this.session.update(TaskStatements.DELETE_ATTEMPTS, seq);
		this.session.update(TaskStatements.DELETE_LOGS, seq);
	}

	/**
	 * Returns whether the end of any task may have consequences for others.
	 */
	boolean anyFollow() throws SQLException {
		if (this.session.facts().nothingFollows()) {
			return false;
		}
		boolean any = isAnyBlocked() || this.batches.anyOpen();
		if (!any) {
			this.session.facts().foundNothingThatFollows();
		}
		return any;
	}

	private boolean isAnyBlocked() throws SQLException {
		try (ResultSet rows = this.session.prepare(TaskStatements.ANY_BLOCKED).executeQuery()) {
			return rows.next();
		}
	}

	/**
	 * Unblocks the tasks that waited for one that finished; cancels them, and those that
	 * wait for them, when it did not. Counts it in its batch.
	 */
	void followEnd(long seq, TaskStatus status) throws SQLException {
		for (TaskRow successor : this.session.rows(TaskStatements.SUCCESSORS, seq, null)) {
			if (status != TaskStatus.FINISHED) {
				cancel(successor);
			}
			else {
				unblock(successor);
			}
		}
		this.batches.memberEnded(seq, status);
	}

	void unblock(TaskRow row) throws SQLException {
		if (this.session.update(TaskStatements.UNBLOCK, this.session.now(), row.seq()) == 1) {
			move(row, TaskStatus.PENDING);
			this.session
				.announce(new TaskUnblockedEvent(row.reference(this.session, row.attempt()), this.session.at()));
		}
	}

	/**
	 * Takes tasks of a dead node back, and removes the node with its last one.
	 */
	int rescue(long owner, RescueRule rule, int limit) throws SQLException {
		if (!this.session.lock(TaskStatements.LOCK_NODE, owner)) {
			// it writes right now, so it lives, or another node looks after it
			return 0;
		}
		List<TaskRow> rows = this.session.rows(TaskStatements.OWNED, owner, limit);
		for (TaskRow row : rows) {
			boolean crash = rule.isCrash(new Ownership(row.seq(), row.fence()));
			if (crash && row.crashes() + 1 >= rule.maxCrashes()) {
				failLost(owner, row);
			}
			else {
				takeBack(owner, row, crash);
			}
		}
		if (rows.size() < limit) {
			this.session.update(TaskStatements.LEAVE, owner, owner);
		}
		return rows.size();
	}

	private void takeBack(long owner, TaskRow row, boolean crash) throws SQLException {
		int crashes = row.crashes() + (crash ? 1 : 0);
		long delay = crash ? RescueRule.delay(crashes) : 0;
		long runAt = (delay > 0) ? this.session.now() + delay : 0;
		if (this.session.update(TaskStatements.RESCUE, crashes, runAt, row.seq(), owner, row.fence()) == 1) {
			move(row, TaskStatus.PENDING);
			if (crash) {
				recordAttempt(row.seq(), row.fence(), row.attempt(), TaskVerb.RESCUE, row.startedAt(), null);
			}
			this.session.announce(
					new TaskRescuedEvent(row.reference(this.session, row.attempt() - 1), this.session.at(), crashes));
		}
	}

	private void failLost(long owner, TaskRow row) throws SQLException {
		if (this.session.update(TaskStatements.RESCUE_FAIL, this.session.now(), row.seq(), owner, row.fence()) == 1) {
			move(row, TaskStatus.FAILED);
			TaskError error = new TaskError(TaskError.WORKER_LOST,
					"The process that ran this task died " + (row.crashes() + 1) + " times", "");
			recordAttempt(row.seq(), row.fence(), row.attempt(), TaskVerb.FAIL, row.startedAt(), error);
			this.session.announce(new TaskFailedEvent(row.reference(this.session, row.attempt()), this.session.at(),
					error, Duration.ZERO));
			followEnd(row.seq(), TaskStatus.FAILED);
		}
	}

	int prune(PruneRule rule, int limit) throws SQLException {
		String names = names(rule);
		if (names == null) {
			return 0;
		}
		String sql = TaskStatements.PRUNE.replace("${status}", String.valueOf(rule.status().code()))
			.replace("${names}", names);
		PreparedStatement select = this.session.prepare(sql);
		select.setLong(1, rule.after());
		select.setLong(2, rule.before());
		select.setInt(3, limit);
		List<long[]> found = new ArrayList<>();
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				found.add(new long[] { rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4) });
			}
		}
		for (long[] row : found) {
			this.session.update(TaskStatements.PRUNE_TASK, row[0]);
			deleteParts(row[0], row[3]);
			this.batches.forget(row[0]);
			this.session.counters().remove((int) row[1], (int) row[2], rule.status());
		}
		if (rule.names() == null) {
			this.batches.prune(rule.status(), rule.before(), limit);
		}
		if (!found.isEmpty()) {
			this.session.announce(new TaskPrunedEvent(rule.status(), found.size(), this.session.at()));
		}
		return found.size();
	}

	boolean progress(ClaimedTask task, TaskProgress progress) throws SQLException {
		return this.session.update(TaskStatements.PROGRESS, progress.done(), progress.total(), task.seq(), task.owner(),
				task.fence()) == 1;
	}

	/**
	 * Stores names that are new.
	 */
	boolean learn(Set<String> newQueues, Set<String> newNames) throws SQLException {
		for (String queue : newQueues) {
			this.session.queues().idOf(this.session, queue);
		}
		for (String name : newNames) {
			this.session.names().idOf(this.session, name);
		}
		return true;
	}

	Node join(Node node) throws SQLException {
		byte[] id = TaskIdBytes.of(node.id());
		this.session.update(TaskStatements.JOIN, id, node.application(), node.host(), node.pid(),
				node.processStartedAt(), node.bootId(), node.pidNamespace(), node.lockFile(),
				String.join(" ", node.names()), node.startedAt().toEpochMilli());
		PreparedStatement select = this.session.prepare(TaskStatements.NODE_OF_ID);
		select.setBytes(1, id);
		try (ResultSet rows = select.executeQuery()) {
			rows.next();
			return new Node(rows.getLong(1), node.id(), node.application(), node.host(), node.pid(),
					node.processStartedAt(), node.bootId(), node.pidNamespace(), node.lockFile(), node.names(),
					node.startedAt(), 0);
		}
	}

	boolean beat(long owner) throws SQLException {
		return this.session.update(TaskStatements.BEAT, owner) == 1;
	}

	boolean leave(long owner) throws SQLException {
		return this.session.update(TaskStatements.LEAVE, owner, owner) == 1;
	}

	/**
	 * Returns the condition on names, or null when no row can meet it.
	 */
	private @Nullable String names(PruneRule rule) throws SQLException {
		this.session.names().refresh(this.session);
		Set<String> only = rule.names();
		if (only != null) {
			String ids = ids(only);
			return ids.isEmpty() ? null : "and name in (" + ids + ")";
		}
		String ids = ids(rule.except());
		return ids.isEmpty() ? "" : "and name not in (" + ids + ")";
	}

	private String ids(Set<String> names) {
		return names.stream()
			.map(this.session.names()::knownIdOf)
			.filter((id) -> id != null)
			.sorted()
			.map(String::valueOf)
			.collect(Collectors.joining(","));
	}

	private void move(TaskRow row, TaskStatus to) {
		this.session.counters().move(row.queue(), row.name(), row.status(), to);
		if (to == TaskStatus.PENDING) {
			this.claims.madePending();
		}
	}

	/**
	 * Replaces what not every database takes in a text.
	 */
	private static String storable(String text) {
		return text.replace('\0', '\uFFFD');
	}

	void recordLog(ClaimedTask task, String log) throws SQLException {
		this.session.update(TaskStatements.LOG, task.seq(), task.fence(), task.reference().attempt(), storable(log));
		this.session.update(TaskStatements.CUT_LOGS, task.seq(), task.seq());
	}

	void recordAttempt(long seq, long fence, int attempt, TaskVerb outcome, long startedAt, @Nullable TaskError error)
			throws SQLException {
		this.session.update(TaskStatements.ATTEMPT, seq, fence, attempt, outcome.word(), startedAt, this.session.now(),
				(error != null) ? storable(error.type()) : null, (error != null) ? storable(error.message()) : null,
				(error != null) ? storable(error.stackTrace()) : null);
		// also for a low number: it begins anew when a task is retried by hand
		this.session.update(TaskStatements.CUT_ATTEMPTS, seq, seq);
	}

}

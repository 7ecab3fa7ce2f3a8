package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.kerground.core.BatchStatus;
import io.kerground.core.NewBatch;
import io.kerground.core.NewTask;
import io.kerground.core.TaskBatchEndedEvent;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the ends of tasks mean for the batches that they are members of.
 */
final class BatchMoves {

	/*
	 * A batch counts its members, tasks and inner batches alike, in the group of writes
	 * that ends them. The count comes first; what follows from it, the start of the next
	 * member or the cancellation of the others, comes after and counts in its turn. So
	 * whoever brings the count to the total ends the batch, and nobody else does.
	 */

	private final WriterSession session;

	private final TaskMoves tasks;

	private final SendWrites sends;

	BatchMoves(WriterSession session, TaskMoves tasks, SendWrites sends) {
		this.session = session;
		this.tasks = tasks;
		this.sends = sends;
	}

	/**
	 * Stores a batch unless one with its id is stored.
	 */
	boolean send(NewBatch batch) throws SQLException {
		if (seqOf(batch.id()) != null || insert(batch, null, 0) == 0) {
			return false;
		}
		List<Long> empty = new ArrayList<>();
		storeParts(batch, true, empty);
		// only now, since the end of one may start others
		for (Long seq : empty) {
			endIfOver(seq);
		}
		return true;
	}

	private int insert(NewBatch batch, @Nullable Long parent, int position) throws SQLException {
		String insert = (parent != null) ? TaskStatements.SEND_BATCH : TaskStatements.SEND_OUTER_BATCH;
		return this.session.update(insert, TaskIdBytes.of(batch.id()), parent, position, batch.sequential() ? 1 : 0,
				batch.stops() ? 1 : 0, batch.members().size(), batch.createdAt());
	}

	/**
	 * Inserts the members and followers of a batch.
	 * @param started whether its turn has come
	 * @param empty to which batches are added that are over when they start
	 */
	private void storeParts(NewBatch batch, boolean started, List<Long> empty) throws SQLException {
		long seq = stored(batch.id());
		for (NewBatch.Follower follower : batch.followers()) {
			store(seq, follower);
		}
		for (int i = 0; i < batch.members().size(); i++) {
			boolean startsNow = started && (!batch.sequential() || i == 0);
			NewBatch.Member member = batch.members().get(i);
			if (member.task() != null) {
				long task = this.sends.insert(member.task(), startsNow ? null : -seq);
				this.session.update(TaskStatements.SEND_MEMBER, task, seq, i);
			}
			else if (member.batch() != null) {
				insert(member.batch(), seq, i);
				storeParts(member.batch(), startsNow, empty);
			}
		}
		if (started && batch.members().isEmpty()) {
			empty.add(seq);
		}
	}

	private void store(long batch, NewBatch.Follower follower) throws SQLException {
		NewTask task = follower.task();
		this.session.update(TaskStatements.SEND_FOLLOWER, batch, follower.moment().code(), TaskIdBytes.of(task.id()),
				task.name(), task.queue(), task.priority().code(), task.maxAttempts(), task.runAt(), follower.delay(),
				task.payload(), task.headers());
	}

	/**
	 * Cancels everything within a batch that has not ended.
	 */
	boolean cancel(UUID id) throws SQLException {
		Long seq = seqOf(id);
		if (seq == null || row(seq).status() != BatchStatus.OPEN) {
			return false;
		}
		stop(seq);
		return true;
	}

	boolean anyOpen() throws SQLException {
		try (ResultSet rows = this.session.prepare(TaskStatements.ANY_OPEN_BATCH).executeQuery()) {
			return rows.next();
		}
	}

	/**
	 * Counts the end of a task in its batch, if it is in one.
	 */
	void memberEnded(long task, TaskStatus status) throws SQLException {
		Place place = placeOf(task);
		if (place != null) {
			memberEnded(place, status);
		}
	}

	private void memberEnded(Place place, TaskStatus status) throws SQLException {
		count(place.batch(), status, 1);
		BatchRow batch = row(place.batch());
		if (!batch.stopped()) {
			if (status != TaskStatus.FINISHED && batch.stops()) {
				stop(batch.seq());
			}
			else if (batch.sequential() && !(status == TaskStatus.CANCELLED && isAnyOpenBefore(place))) {
				startNext(batch, place.position() + 1);
			}
		}
		endIfOver(batch.seq());
	}

	private void count(long batch, TaskStatus status, int delta) throws SQLException {
		this.session.update(TaskStatements.COUNT_MEMBER, (status == TaskStatus.FINISHED) ? delta : 0,
				(status == TaskStatus.FAILED) ? delta : 0, (status == TaskStatus.CANCELLED) ? delta : 0, batch);
	}

	/**
	 * Returns whether it is the turn of a member before this one, so that this one was
	 * cancelled while it waited.
	 */
	private boolean isAnyOpenBefore(Place place) throws SQLException {
		PreparedStatement select = this.session.prepare(TaskStatements.ANY_OPEN_MEMBER_BEFORE);
		for (int i = 0; i < 4; i += 2) {
			select.setLong(i + 1, place.batch());
			select.setInt(i + 2, place.position());
		}
		try (ResultSet rows = select.executeQuery()) {
			return rows.next();
		}
	}

	/**
	 * Starts the first member from a position on that has not ended yet.
	 */
	private void startNext(BatchRow batch, int from) throws SQLException {
		int position = from;
		while (position < batch.total() && !start(batch.seq(), position)) {
			position++;
		}
	}

	/**
	 * Starts the member at a position if it waits.
	 * @return whether there is such a member that has not ended
	 */
	private boolean start(long batch, int position) throws SQLException {
		List<TaskRow> task = this.session.rows(TaskStatements.MEMBER_AT, batch, position);
		if (!task.isEmpty()) {
			this.tasks.unblock(task.get(0));
			return !task.get(0).status().isFinal();
		}
		List<Long> inner = seqs(TaskStatements.INNER_BATCH_AT, batch, position);
		return !inner.isEmpty() && start(row(inner.get(0)));
	}

	/**
	 * Starts an inner batch.
	 * @return whether it had not ended
	 */
	private boolean start(BatchRow batch) throws SQLException {
		if (batch.status() != BatchStatus.OPEN) {
			return false;
		}
		if (batch.sequential()) {
			startNext(batch, 0);
		}
		else {
			for (int i = 0; i < batch.total(); i++) {
				start(batch.seq(), i);
			}
		}
		endIfOver(batch.seq());
		return true;
	}

	/**
	 * Cancels what has not ended, the last members first, so that the end of one starts
	 * no other.
	 */
	private void stop(long batch) throws SQLException {
		this.session.update(TaskStatements.STOP_BATCH, batch);
		for (long inner : seqs(TaskStatements.OPEN_INNER_BATCHES, batch, null)) {
			stop(inner);
		}
		for (TaskRow task : this.session.rows(TaskStatements.OPEN_MEMBERS, batch, null)) {
			this.tasks.cancel(task);
		}
		endIfOver(batch);
	}

	private void endIfOver(long seq) throws SQLException {
		BatchRow batch = row(seq);
		BatchStatus status = batch.statusWhenOver();
		if (!batch.isOver()
				|| this.session.update(TaskStatements.END_BATCH, status.code(), this.session.now(), seq) == 0) {
			return;
		}
		sendFollowers(batch, status);
		this.session.announce(new TaskBatchEndedEvent(batch.id(), status, this.session.at()));
		if (batch.parent() != null) {
			memberEnded(new Place(batch.parent(), batch.position()), TaskStatus.ofCode(status.code()));
		}
	}

	/**
	 * Sends the tasks that follow this end. Each is sent once, also when the batch ends
	 * again after a retry by hand.
	 */
	private void sendFollowers(BatchRow batch, BatchStatus status) throws SQLException {
		NewBatch.Moment moment = switch (status) {
			case FINISHED -> NewBatch.Moment.SUCCESS;
			case FAILED -> NewBatch.Moment.FAILURE;
			case CANCELLED, OPEN -> NewBatch.Moment.END;
		};
		PreparedStatement select = this.session.prepare(TaskStatements.FOLLOWERS);
		select.setLong(1, batch.seq());
		select.setInt(2, moment.code());
		List<Long> seqs = new ArrayList<>();
		List<NewTask> followers = new ArrayList<>();
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				seqs.add(rows.getLong(1));
				followers.add(follower(rows));
			}
		}
		for (Long seq : seqs) {
			this.session.update(TaskStatements.DELETE_FOLLOWER, seq);
		}
		for (NewTask follower : followers) {
			// an id of the caller's may be stored already
			if (this.session.row(follower.id()) == null) {
				this.sends.insert(follower, null);
			}
		}
	}

	private NewTask follower(ResultSet row) throws SQLException {
		long now = this.session.now();
		long runAt = Math.max(row.getLong(7), now + row.getLong(8));
		return new NewTask(TaskIdBytes.id(row.getBytes(2)), false, row.getString(3), row.getString(4),
				TaskPriority.ofCode(row.getInt(5)), row.getInt(6), runAt, now, row.getBytes(9), null,
				row.getString(10));
	}

	/**
	 * Counts a task as open again that was retried by hand.
	 */
	void memberReopened(long task, TaskStatus former) throws SQLException {
		Place place = placeOf(task);
		if (place != null) {
			reopen(place.batch(), former);
		}
	}

	private void reopen(long seq, TaskStatus former) throws SQLException {
		BatchRow batch = row(seq);
		count(seq, former, -1);
		if (this.session.update(TaskStatements.REOPEN_BATCH, seq) == 1 && batch.parent() != null) {
			reopen(batch.parent(), TaskStatus.ofCode(batch.status().code()));
		}
	}

	/**
	 * Forgets that a task was a member; what it counted stays.
	 */
	void forget(long task) throws SQLException {
		this.session.update(TaskStatements.DELETE_MEMBER, task);
	}

	/**
	 * Removes ended batches that are past their retention and hold nothing any more.
	 */
	void prune(TaskStatus status, long before, int limit) throws SQLException {
		PreparedStatement select = this.session.prepare(TaskStatements.PRUNE_BATCHES);
		select.setInt(1, status.code());
		select.setLong(2, before);
		select.setInt(3, limit);
		for (long seq : seqs(select)) {
			this.session.update(TaskStatements.DELETE_FOLLOWERS, seq);
			this.session.update(TaskStatements.PRUNE_BATCH, seq);
		}
	}

	private @Nullable Long seqOf(UUID id) throws SQLException {
		PreparedStatement select = this.session.prepare(TaskStatements.BATCH_OF_ID);
		select.setBytes(1, TaskIdBytes.of(id));
		List<Long> found = seqs(select);
		return found.isEmpty() ? null : found.get(0);
	}

	private long stored(UUID id) throws SQLException {
		Long seq = seqOf(id);
		if (seq == null) {
			throw new SQLException("The batch " + id + " was not inserted");
		}
		return seq;
	}

	private List<Long> seqs(String statement, long first, @Nullable Integer second) throws SQLException {
		PreparedStatement select = this.session.prepare(statement);
		select.setLong(1, first);
		if (second != null) {
			select.setInt(2, second);
		}
		return seqs(select);
	}

	private static List<Long> seqs(PreparedStatement select) throws SQLException {
		List<Long> found = new ArrayList<>();
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				found.add(rows.getLong(1));
			}
		}
		return found;
	}

	private @Nullable Place placeOf(long task) throws SQLException {
		PreparedStatement select = this.session.prepare(TaskStatements.MEMBER_OF);
		select.setLong(1, task);
		try (ResultSet rows = select.executeQuery()) {
			return rows.next() ? new Place(rows.getLong(1), rows.getInt(2)) : null;
		}
	}

	private BatchRow row(long seq) throws SQLException {
		PreparedStatement select = this.session.prepare(TaskStatements.BATCH);
		select.setLong(1, seq);
		try (ResultSet rows = select.executeQuery()) {
			rows.next();
			return BatchRow.of(rows);
		}
	}

	/**
	 * Where a member stands.
	 */
	private record Place(long batch, int position) {

	}

	/**
	 * A stored batch.
	 */
	private record BatchRow(long seq, UUID id, @Nullable Long parent, int position, boolean sequential, boolean stops,
			boolean stopped, BatchStatus status, int total, int finished, int failed, int cancelled) {

		static BatchRow of(ResultSet row) throws SQLException {
			long seq = row.getLong(3);
			@Nullable Long parent = row.wasNull() ? null : seq;
			return new BatchRow(row.getLong(1), TaskIdBytes.id(row.getBytes(2)), parent, row.getInt(4),
					row.getInt(5) == 1, row.getInt(6) == 1, row.getInt(7) == 1, BatchStatus.ofCode(row.getInt(8)),
					row.getInt(9), row.getInt(10), row.getInt(11), row.getInt(12));
		}

		boolean isOver() {
			return this.finished + this.failed + this.cancelled == this.total;
		}

		BatchStatus statusWhenOver() {
			if (this.failed > 0) {
				return BatchStatus.FAILED;
			}
			boolean neverStarted = this.total == 0 && this.stopped;
			return (this.cancelled > 0 || neverStarted) ? BatchStatus.CANCELLED : BatchStatus.FINISHED;
		}

	}

}

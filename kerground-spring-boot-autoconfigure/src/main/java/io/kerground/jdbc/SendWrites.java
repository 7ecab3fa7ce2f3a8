package io.kerground.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.KergroundException;
import io.kerground.core.NewTask;
import io.kerground.core.StoreException;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskSentEvent;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inserts new tasks. Those that are due go straight into slots that the claim before left
 * free: nothing that is ready waits then, since the claim ran in the same transaction.
 */
final class SendWrites {

	private static final Logger logger = LoggerFactory.getLogger(SendWrites.class);

	private final WriterSession session;

	private final TaskClaims claims;

	SendWrites(WriterSession session, TaskClaims claims) {
		this.session = session;
		this.claims = claims;
	}

	/**
	 * Inserts the tasks of all commands, adding those that start at once to the claimed
	 * ones.
	 * @return the commands that are stored; the others have failed alone
	 */
	List<SendCommand> write(List<SendCommand> commands, @Nullable ClaimScope scope, ClaimDemand demand,
			List<ClaimedTask> claimed) throws SQLException {
		Map<UUID, NewTask> ownIds = new HashMap<>();
		List<SendCommand> valid = new ArrayList<>(commands.size());
		for (SendCommand command : commands) {
			try {
				command.prepare(this.session, ownIds);
				valid.add(command);
			}
			catch (KergroundException ex) {
				command.fail(ex);
			}
		}
		List<NewTask> fresh = valid.stream().flatMap((command) -> command.fresh().stream()).toList();
		Set<NewTask> direct = (scope != null) ? direct(fresh, scope, demand, claimed.size()) : Set.of();
		try {
			this.session.whole(() -> insert(fresh, direct, scope, claimed));
			return valid;
		}
		catch (SQLException ex) {
			if (!this.session.isCareful() || !this.session.dialect().isRefusal(ex)) {
				throw ex;
			}
			return oneByOne(valid);
		}
	}

	/**
	 * Inserts one task, which waits for the next claim.
	 */
	void write(NewTask task) throws SQLException {
		insert(List.of(task), Set.of(), null, new ArrayList<>());
	}

	/**
	 * Inserts the tasks of each command apart, because one of them can't be inserted.
	 */
	private List<SendCommand> oneByOne(List<SendCommand> commands) throws SQLException {
		List<SendCommand> stored = new ArrayList<>(commands.size());
		Map<UUID, NewTask> ownIds = new HashMap<>();
		for (SendCommand command : commands) {
			try {
				// again, for another node may just have stored a task with the same id
				command.prepare(this.session, ownIds);
				this.session.atomically(() -> insert(command.fresh(), Set.of(), null, new ArrayList<>()));
				stored.add(command);
			}
			catch (SQLException ex) {
				if (!this.session.dialect().isRefusal(ex)) {
					throw ex;
				}
				command.fail(new StoreException("The tasks can't be stored: " + ex.getMessage(), ex));
			}
			catch (KergroundException ex) {
				command.fail(ex);
			}
		}
		return stored;
	}

	private Set<NewTask> direct(List<NewTask> tasks, ClaimScope scope, ClaimDemand demand, int claimed)
			throws SQLException {
		Set<NewTask> direct = new HashSet<>();
		List<NewTask> candidates = tasks.stream()
			.filter((task) -> task.runAt() <= this.session.now() && task.blockedBy() == null
					&& scope.names().contains(task.name())
					&& (scope.queues().isEmpty() || scope.queues().contains(task.queue())))
			.sorted(Comparator.comparing(NewTask::priority))
			.toList();
		for (NewTask task : candidates) {
			int taken = claimed + direct.size();
			int allowance = this.claims.isLimited(task.queue(), task.name()) ? demand.slots(task.priority(), taken)
					: demand.allowance(task.priority(), taken);
			if (allowance > 0 && this.claims.takeDirectly(task.queue(), task.name())) {
				direct.add(task);
			}
		}
		return direct;
	}

	private void insert(List<NewTask> tasks, Set<NewTask> direct, @Nullable ClaimScope scope, List<ClaimedTask> claimed)
			throws SQLException {
		List<ClaimedTask> started = new ArrayList<>();
		List<TaskInsertion> insertions = new ArrayList<>(tasks.size());
		Map<UUID, TaskInsertion> inserted = new HashMap<>();
		this.session.keys().expect(tasks.size());
		try {
			for (NewTask task : tasks) {
				long seq = this.session.keys().next();
				TaskInsertion insertion = insertion(seq, task, direct.contains(task) ? scope : null, inserted);
				inserted.put(task.id(), insertion);
				insertions.add(insertion);
				this.session.counters().add(insertion.queue(), insertion.name(), insertion.status());
				announce(insertion, started);
			}
			this.session.bulk().insert(insertions);
		}
		catch (SQLException ex) {
			this.session.keys().forget();
			logger.debug("New tasks could not be inserted", ex);
			throw ex;
		}
		started.sort(Comparator.comparing((task) -> task.reference().priority()));
		claimed.addAll(started);
	}

	/**
	 * Inserts one task that is a member of a batch or follows one.
	 * @param waitsFor what a blocked task waits for, or null for a pending one
	 * @return the store's key of the task
	 */
	long insert(NewTask task, @Nullable Long waitsFor) throws SQLException {
		long seq = this.session.keys().next();
		TaskInsertion insertion = insertion(seq, task, (waitsFor != null) ? TaskStatus.BLOCKED : TaskStatus.PENDING,
				null, waitsFor);
		this.session.counters().add(insertion.queue(), insertion.name(), insertion.status());
		try {
			this.session.bulk().insert(List.of(insertion));
		}
		catch (SQLException ex) {
			this.session.keys().forget();
			throw ex;
		}
		announce(insertion, new ArrayList<>());
		return seq;
	}

	private TaskInsertion insertion(long seq, NewTask task, @Nullable ClaimScope scope, Map<UUID, TaskInsertion> before)
			throws SQLException {
		TaskInsertion plain = insertion(seq, task, (scope != null) ? TaskStatus.RUNNING : TaskStatus.PENDING, scope,
				null);
		UUID predecessor = task.blockedBy();
		if (predecessor == null) {
			return plain;
		}
		TaskInsertion sent = before.get(predecessor);
		TaskRow stored = (sent != null) ? null : this.session.lockedRow(predecessor);
		TaskStatus status = TaskStatus.CANCELLED;
		long predecessorSeq = 0;
		if (sent != null) {
			status = sent.status();
			predecessorSeq = sent.seq();
		}
		else if (stored != null) {
			status = stored.status();
			predecessorSeq = stored.seq();
		}
		if (status == TaskStatus.FINISHED) {
			return plain;
		}
		if (status.isFinal()) {
			return insertion(seq, task, TaskStatus.CANCELLED, null, null);
		}
		return insertion(seq, task, TaskStatus.BLOCKED, null, predecessorSeq);
	}

	private TaskInsertion insertion(long seq, NewTask task, TaskStatus status, @Nullable ClaimScope scope,
			@Nullable Long predecessor) throws SQLException {
		return new TaskInsertion(seq, task, this.session.queues().idOf(this.session, task.queue()),
				this.session.names().idOf(this.session, task.name()), status, scope, predecessor,
				this.session.fences().first(this.session, task.createdAt()) + ((scope != null) ? 1 : 0));
	}

	private void announce(TaskInsertion insertion, List<ClaimedTask> started) {
		NewTask task = insertion.task();
		TaskReference sent = new TaskReference(task.id(), task.name(), task.queue(), task.priority(), 0);
		this.session.announce(new TaskSentEvent(sent, this.session.at(), Instant.ofEpochMilli(task.runAt())));
		ClaimScope scope = insertion.scope();
		if (scope != null) {
			TaskReference reference = new TaskReference(task.id(), task.name(), task.queue(), task.priority(), 1);
			ClaimedTask claimed = new ClaimedTask(insertion.seq(), reference, scope.owner(), insertion.fence(),
					task.maxAttempts(), 0, task.runAt(), task.createdAt(), this.session.now(), task.payload(),
					task.headers());
			started.add(claimed);
			this.claims.announce(claimed);
		}
		else if (insertion.status() == TaskStatus.PENDING) {
			if (task.runAt() > this.session.now()) {
				this.claims.dueAt(task.runAt());
			}
			this.claims.madePending(new ReadySlice(insertion.queue(), task.priority()), insertion.name(), task.runAt(),
					insertion.seq());
		}
		else if (insertion.status() == TaskStatus.BLOCKED) {
			this.session.facts().somethingFollows();
		}
	}

}

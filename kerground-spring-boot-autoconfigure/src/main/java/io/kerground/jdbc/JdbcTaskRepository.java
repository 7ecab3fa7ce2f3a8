package io.kerground.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.KergroundClosedException;
import io.kerground.core.NewBatch;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.SendReceipt;
import io.kerground.core.StoreState;
import io.kerground.core.StoredResult;
import io.kerground.core.Task;
import io.kerground.core.TaskBatchState;
import io.kerground.core.TaskChange;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskError;
import io.kerground.core.TaskFailurePage;
import io.kerground.core.TaskIntake;
import io.kerground.core.TaskLog;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskProgress;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * The store in a database: writes go through the group commit, reads have connections of
 * their own.
 */
final class JdbcTaskRepository implements TaskRepository {

	private final GroupCommit writer;

	private final JdbcTaskQueries queries;

	private final StoreReaders readers;

	private final Supplier<Path> backups;

	private final Duration timeout;

	private final TaskClock clock;

	private final ScheduleRepository schedules;

	private final AtomicBoolean closed = new AtomicBoolean();

	JdbcTaskRepository(GroupCommit writer, JdbcTaskQueries queries, StoreReaders readers, Supplier<Path> backups,
			Duration timeout, TaskClock clock) {
		this.writer = writer;
		this.queries = queries;
		this.readers = readers;
		this.backups = backups;
		this.timeout = timeout;
		this.clock = clock;
		this.schedules = new JdbcScheduleRepository(writer, queries);
	}

	@Override
	public List<SendReceipt> send(List<NewTask> tasks) {
		if (tasks.size() > SEND_LIMIT) {
			throw new IllegalArgumentException("At most " + SEND_LIMIT + " tasks are sent at once");
		}
		if (tasks.isEmpty()) {
			return List.of();
		}
		SendCommand command = new SendCommand(tasks);
		this.writer.send(command);
		return command.await(this.timeout, this.clock);
	}

	@Override
	public boolean send(NewBatch batch) {
		boolean stored = this.writer.write(true, (moves) -> moves.batches().send(batch));
		if (stored) {
			this.writer.requestClaim();
		}
		return stored;
	}

	@Override
	public boolean cancelBatch(UUID id) {
		return this.writer.write(true, (moves) -> moves.batches().cancel(id));
	}

	@Override
	public boolean isUncommitted(UUID id) {
		return false;
	}

	@Override
	public boolean cancel(UUID id) {
		return this.writer.write(true, (moves) -> moves.cancel(id));
	}

	@Override
	public boolean hasten(UUID id) {
		boolean due = this.writer.write(true, (moves) -> moves.hasten(id));
		if (due) {
			this.writer.requestClaim();
		}
		return due;
	}

	@Override
	public boolean retry(UUID id) {
		boolean pending = this.writer.write(true, (moves) -> moves.retry(id));
		if (pending) {
			this.writer.requestClaim();
		}
		return pending;
	}

	@Override
	public boolean retry(UUID id, byte[] payload) {
		boolean pending = this.writer.write(true, (moves) -> moves.bulk().retry(id, payload));
		if (pending) {
			this.writer.requestClaim();
		}
		return pending;
	}

	@Override
	public boolean delete(UUID id) {
		return this.writer.write(true, (moves) -> moves.delete(id));
	}

	@Override
	public int change(Collection<UUID> ids, TaskChange change) {
		if (ids.size() > CHANGE_LIMIT) {
			throw new IllegalArgumentException("At most " + CHANGE_LIMIT + " tasks are changed at once");
		}
		if (ids.isEmpty()) {
			return 0;
		}
		int changed = this.writer.write(true, (moves) -> moves.bulk().change(ids, change));
		if (changed > 0 && change.kind() != TaskChange.Kind.DELETE) {
			this.writer.requestClaim();
		}
		return changed;
	}

	@Override
	public int restore(UUID change, long deletedAfter, int limit) {
		int restored = this.writer.write(true, (moves) -> moves.bulk().restore(change, deletedAfter, limit));
		if (restored > 0) {
			this.writer.requestClaim();
		}
		return restored;
	}

	@Override
	public int discard(long deletedBefore, int limit) {
		return this.writer.write(false, (moves) -> moves.bulk().discard(deletedBefore, limit));
	}

	@Override
	public void attach(ClaimScope scope, TaskIntake intake) {
		this.writer.attach(scope, intake);
	}

	@Override
	public void detach() {
		this.writer.detach();
	}

	@Override
	public void requestClaim() {
		this.writer.requestClaim();
	}

	@Override
	public void settle(ClaimedTask task, TaskOutcome outcome, long nanos) {
		this.writer.settle(new Settlement(task, outcome, nanos));
	}

	@Override
	public void settle(ClaimedTask task, TaskOutcome outcome, long nanos, String log) {
		this.writer.settle(new Settlement(task, outcome, nanos, log));
	}

	@Override
	public void begun(ClaimedTask task) {
		this.writer.begun(task);
	}

	@Override
	public void progress(ClaimedTask task, TaskProgress progress) {
		this.writer.submit((moves) -> moves.progress(task, progress));
	}

	@Override
	public Collection<Ownership> owned(long owner) {
		return this.queries.owned(owner);
	}

	@Override
	public Node join(Node node) {
		return this.writer.write(false, (moves) -> moves.join(node));
	}

	@Override
	public boolean beat(long owner) {
		return this.writer.write(false, (moves) -> moves.beat(owner));
	}

	@Override
	public void leave(long owner) {
		this.writer.write(false, (moves) -> moves.leave(owner));
	}

	@Override
	public int rescue(long owner, RescueRule rule, int limit) {
		int rescued = this.writer.write(false, (moves) -> moves.rescue(owner, rule, limit));
		this.writer.requestClaim();
		return rescued;
	}

	@Override
	public int prune(PruneRule rule, int limit) {
		return this.writer.write(false, (moves) -> moves.prune(rule, limit));
	}

	@Override
	public boolean changedElsewhere() {
		return this.writer.changedElsewhere();
	}

	@Override
	public ScheduleRepository schedules() {
		return this.schedules;
	}

	@Override
	public Optional<TaskStatus> status(UUID id) {
		return this.queries.status(id);
	}

	@Override
	public Optional<Task> find(UUID id) {
		return this.queries.find(id);
	}

	@Override
	public Optional<StoredResult> result(UUID id) {
		return this.queries.result(id);
	}

	@Override
	public Set<UUID> ended(Collection<UUID> ids) {
		return this.queries.ended(ids);
	}

	@Override
	public TaskPage list(TaskQuery query) {
		return this.queries.list(query);
	}

	@Override
	public TaskFailurePage failures(@Nullable String after, int size) {
		return this.queries.failures(after, size);
	}

	@Override
	public Map<UUID, TaskError> errors(Collection<UUID> ids) {
		return this.queries.errors(ids);
	}

	@Override
	public TaskStats stats() {
		return this.queries.stats();
	}

	@Override
	public Optional<TaskBatchState> batch(UUID id) {
		return this.queries.batch(id);
	}

	@Override
	public List<TaskLog> logs(UUID id) {
		return this.queries.logs(id);
	}

	@Override
	public List<Node> nodes() {
		return this.queries.nodes();
	}

	@Override
	public StoreState state() {
		return this.queries.state();
	}

	@Override
	public Path backup() {
		if (this.closed.get()) {
			throw new KergroundClosedException("The task store is closed");
		}
		return this.backups.get();
	}

	@Override
	public void close() {
		if (this.closed.getAndSet(true)) {
			return;
		}
		this.writer.close();
		this.readers.close();
	}

}

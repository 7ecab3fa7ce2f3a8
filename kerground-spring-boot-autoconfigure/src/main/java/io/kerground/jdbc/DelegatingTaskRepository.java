package io.kerground.jdbc;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
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
 * Hands everything on to another repository.
 */
abstract class DelegatingTaskRepository implements TaskRepository {

	private final TaskRepository delegate;

	DelegatingTaskRepository(TaskRepository delegate) {
		this.delegate = delegate;
	}

	@Override
	public List<SendReceipt> send(List<NewTask> tasks) {
		return this.delegate.send(tasks);
	}

	@Override
	public boolean send(NewBatch batch) {
		return this.delegate.send(batch);
	}

	@Override
	public boolean cancelBatch(UUID id) {
		return this.delegate.cancelBatch(id);
	}

	@Override
	public boolean isUncommitted(UUID id) {
		return this.delegate.isUncommitted(id);
	}

	@Override
	public boolean cancel(UUID id) {
		return this.delegate.cancel(id);
	}

	@Override
	public boolean hasten(UUID id) {
		return this.delegate.hasten(id);
	}

	@Override
	public boolean retry(UUID id) {
		return this.delegate.retry(id);
	}

	@Override
	public boolean retry(UUID id, byte[] payload) {
		return this.delegate.retry(id, payload);
	}

	@Override
	public boolean delete(UUID id) {
		return this.delegate.delete(id);
	}

	@Override
	public int change(Collection<UUID> ids, TaskChange change) {
		return this.delegate.change(ids, change);
	}

	@Override
	public int restore(UUID change, long deletedAfter, int limit) {
		return this.delegate.restore(change, deletedAfter, limit);
	}

	@Override
	public int discard(long deletedBefore, int limit) {
		return this.delegate.discard(deletedBefore, limit);
	}

	@Override
	public void attach(ClaimScope scope, TaskIntake intake) {
		this.delegate.attach(scope, intake);
	}

	@Override
	public void detach() {
		this.delegate.detach();
	}

	@Override
	public void requestClaim() {
		this.delegate.requestClaim();
	}

	@Override
	public void settle(ClaimedTask task, TaskOutcome outcome, long nanos) {
		this.delegate.settle(task, outcome, nanos);
	}

	@Override
	public void settle(ClaimedTask task, TaskOutcome outcome, long nanos, String log) {
		this.delegate.settle(task, outcome, nanos, log);
	}

	@Override
	public void begun(ClaimedTask task) {
		this.delegate.begun(task);
	}

	@Override
	public void progress(ClaimedTask task, TaskProgress progress) {
		this.delegate.progress(task, progress);
	}

	@Override
	public Collection<Ownership> owned(long owner) {
		return this.delegate.owned(owner);
	}

	@Override
	public Node join(Node node) {
		return this.delegate.join(node);
	}

	@Override
	public boolean beat(long owner) {
		return this.delegate.beat(owner);
	}

	@Override
	public void leave(long owner) {
		this.delegate.leave(owner);
	}

	@Override
	public int rescue(long owner, RescueRule rule, int limit) {
		return this.delegate.rescue(owner, rule, limit);
	}

	@Override
	public int prune(PruneRule rule, int limit) {
		return this.delegate.prune(rule, limit);
	}

	@Override
	public boolean changedElsewhere() {
		return this.delegate.changedElsewhere();
	}

	@Override
	public Optional<TaskStatus> status(UUID id) {
		return this.delegate.status(id);
	}

	@Override
	public Optional<Task> find(UUID id) {
		return this.delegate.find(id);
	}

	@Override
	public Optional<StoredResult> result(UUID id) {
		return this.delegate.result(id);
	}

	@Override
	public Set<UUID> ended(Collection<UUID> ids) {
		return this.delegate.ended(ids);
	}

	@Override
	public TaskPage list(TaskQuery query) {
		return this.delegate.list(query);
	}

	@Override
	public TaskFailurePage failures(@Nullable String after, int size) {
		return this.delegate.failures(after, size);
	}

	@Override
	public Map<UUID, TaskError> errors(Collection<UUID> ids) {
		return this.delegate.errors(ids);
	}

	@Override
	public TaskStats stats() {
		return this.delegate.stats();
	}

	@Override
	public Optional<TaskBatchState> batch(UUID id) {
		return this.delegate.batch(id);
	}

	@Override
	public List<TaskLog> logs(UUID id) {
		return this.delegate.logs(id);
	}

	@Override
	public List<Node> nodes() {
		return this.delegate.nodes();
	}

	@Override
	public StoreState state() {
		return this.delegate.state();
	}

	@Override
	public ScheduleRepository schedules() {
		return this.delegate.schedules();
	}

	@Override
	public Path backup() {
		return this.delegate.backup();
	}

	@Override
	public void close() {
		this.delegate.close();
	}

}

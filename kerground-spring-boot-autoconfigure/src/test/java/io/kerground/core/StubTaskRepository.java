package io.kerground.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The senders' side of a store, in memory.
 */
class StubTaskRepository implements TaskRepository {

	final List<List<NewTask>> sent = new ArrayList<>();

	final Map<UUID, StoredResult> results = new ConcurrentHashMap<>();

	final Set<UUID> uncommitted = ConcurrentHashMap.newKeySet();

	@Nullable KergroundException failure;

	int failAfter = Integer.MAX_VALUE;

	@Override
	public List<SendReceipt> send(List<NewTask> tasks) {
		if (this.failure != null && this.sent.size() >= this.failAfter) {
			throw this.failure;
		}
		this.sent.add(List.copyOf(tasks));
		return tasks.stream()
			.map((task) -> new SendReceipt(task.id(),
					this.results.putIfAbsent(task.id(), new StoredResult(TaskStatus.PENDING, null, null)) == null,
					true))
			.toList();
	}

	NewTask only() {
		return this.sent.get(this.sent.size() - 1).get(0);
	}

	void set(UUID id, TaskStatus status, @Nullable String response, @Nullable TaskError error) {
		this.results.put(id, new StoredResult(status,
				(response != null) ? response.getBytes(java.nio.charset.StandardCharsets.UTF_8) : null, error));
	}

	@Override
	public boolean isUncommitted(UUID id) {
		return this.uncommitted.contains(id);
	}

	@Override
	public Optional<TaskStatus> status(UUID id) {
		return Optional.ofNullable(this.results.get(id)).map(StoredResult::status);
	}

	@Override
	public Optional<StoredResult> result(UUID id) {
		return Optional.ofNullable(this.results.get(id));
	}

	@Override
	public Optional<Task> find(UUID id) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Set<UUID> ended(Collection<UUID> ids) {
		throw new UnsupportedOperationException();
	}

	@Override
	public TaskPage list(TaskQuery query) {
		return new TaskPage(List.of(), String.valueOf(query.status()));
	}

	@Override
	public TaskStats stats() {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<Node> nodes() {
		throw new UnsupportedOperationException();
	}

	@Override
	public StoreState state() {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean cancel(UUID id) {
		return this.results.containsKey(id);
	}

	@Override
	public boolean retry(UUID id) {
		return this.results.containsKey(id);
	}

	@Override
	public boolean delete(UUID id) {
		return this.results.remove(id) != null;
	}

	@Override
	public void attach(ClaimScope scope, TaskIntake intake) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void detach() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void requestClaim() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void settle(ClaimedTask task, TaskOutcome outcome, long nanos) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void progress(ClaimedTask task, TaskProgress progress) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Set<Ownership> owned(long owner) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void begun(ClaimedTask task) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Node join(Node node) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean beat(long owner) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void leave(long owner) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int rescue(long owner, RescueRule rule, int limit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int prune(PruneRule rule, int limit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean changedElsewhere() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
	}

}

package io.kerground;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.SendReceipt;
import io.kerground.core.StoreException;
import io.kerground.core.StoreState;
import io.kerground.core.StoredResult;
import io.kerground.core.Task;
import io.kerground.core.TaskError;
import io.kerground.core.TaskIntake;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskProgress;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory whose content a test sets. It shows and moves tasks, and runs none.
 */
public class StubStore implements TaskRepository {

	public static final Instant SENT_AT = Instant.parse("2026-01-02T03:04:05.678Z");

	public final Map<UUID, Task> tasks = new LinkedHashMap<>();

	public final List<Node> nodes = new ArrayList<>();

	public StoreState state = new StoreState("stub", "memory", "1.2.3", 4096, 512, null);

	public @Nullable Duration oldestReadyAge;

	public @Nullable StoreException failure;

	public int looks;

	public boolean closed;

	/**
	 * Stores a task in the given status; a failed one has an error, a finished one a
	 * response.
	 */
	public UUID add(String name, String queue, TaskStatus status) {
		UUID id = UUID.randomUUID();
		TaskError error = (status == TaskStatus.FAILED)
				? new TaskError("java.lang.IllegalStateException", "secret message", "secret trace") : null;
		this.tasks.put(id,
				new Task(id, name, queue, TaskPriority.HIGH, status, 1, 10, 0, SENT_AT, SENT_AT, null, null, null,
						(status == TaskStatus.RUNNING) ? new TaskProgress(3, 7) : null, "[\"secret argument\"]",
						(status == TaskStatus.FINISHED) ? "\"secret response\"" : null, error, List.of(), null));
		return id;
	}

	public void addNode(String application, String... names) {
		this.nodes.add(new Node(this.nodes.size() + 1, UUID.randomUUID(), application, "host", 42, 0, "", "", null,
				Set.of(names), SENT_AT, 1));
	}

	private void check() {
		this.looks++;
		if (this.failure != null) {
			throw this.failure;
		}
	}

	private boolean move(UUID id, Predicate<TaskStatus> from, TaskStatus to) {
		check();
		Task task = this.tasks.get(id);
		if (task == null || !from.test(task.status())) {
			return false;
		}
		this.tasks.put(id,
				new Task(id, task.name(), task.queue(), task.priority(), to, task.attempt(), task.maxAttempts(),
						task.crashes(), task.runAt(), task.createdAt(), task.startedAt(), task.finishedAt(),
						task.owner(), task.progress(), task.arguments(), task.response(), task.error(), task.attempts(),
						task.blockedBy()));
		return true;
	}

	@Override
	public Optional<TaskStatus> status(UUID id) {
		check();
		return Optional.ofNullable(this.tasks.get(id)).map(Task::status);
	}

	@Override
	public Optional<Task> find(UUID id) {
		check();
		return Optional.ofNullable(this.tasks.get(id));
	}

	@Override
	public Optional<StoredResult> result(UUID id) {
		check();
		return Optional.ofNullable(this.tasks.get(id)).map((task) -> new StoredResult(task.status(), null, null));
	}

	@Override
	public Set<UUID> ended(Collection<UUID> ids) {
		return Set.of();
	}

	@Override
	public TaskPage list(TaskQuery query) {
		check();
		int from = (query.after() != null) ? Integer.parseInt(query.after()) : 0;
		List<Task> matches = this.tasks.values()
			.stream()
			.filter((task) -> query.status() == null || query.status() == task.status())
			.filter((task) -> query.name() == null || query.name().equals(task.name()))
			.filter((task) -> query.queue() == null || query.queue().equals(task.queue()))
			.toList();
		int to = Math.min(matches.size(), from + query.size());
		return new TaskPage(matches.subList(from, to), (to < matches.size()) ? String.valueOf(to) : null);
	}

	@Override
	public TaskStats stats() {
		check();
		return new TaskStats(this.tasks.values()
			.stream()
			.map((task) -> new TaskStats.Count(task.queue(), task.name(), task.status(), 1))
			.toList(), this.oldestReadyAge);
	}

	@Override
	public List<Node> nodes() {
		check();
		return this.nodes;
	}

	@Override
	public StoreState state() {
		check();
		return this.state;
	}

	@Override
	public List<SendReceipt> send(List<NewTask> tasks) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isUncommitted(UUID id) {
		return false;
	}

	@Override
	public boolean cancel(UUID id) {
		return move(id, (status) -> !status.isFinal(), TaskStatus.CANCELLED);
	}

	@Override
	public boolean retry(UUID id) {
		return move(id, (status) -> status == TaskStatus.FAILED || status == TaskStatus.CANCELLED, TaskStatus.PENDING);
	}

	@Override
	public boolean delete(UUID id) {
		return move(id, (status) -> status != TaskStatus.RUNNING, TaskStatus.CANCELLED)
				&& this.tasks.remove(id) != null;
	}

	@Override
	public void attach(ClaimScope scope, TaskIntake intake) {
	}

	@Override
	public void detach() {
	}

	@Override
	public void requestClaim() {
	}

	@Override
	public void settle(ClaimedTask task, TaskOutcome outcome, long nanos) {
	}

	@Override
	public void progress(ClaimedTask task, TaskProgress progress) {
	}

	@Override
	public Collection<Ownership> owned(long owner) {
		return List.of();
	}

	@Override
	public void begun(ClaimedTask task) {
	}

	@Override
	public Node join(Node node) {
		return node;
	}

	@Override
	public boolean beat(long owner) {
		return true;
	}

	@Override
	public void leave(long owner) {
	}

	@Override
	public int rescue(long owner, RescueRule rule, int limit) {
		return 0;
	}

	@Override
	public int prune(PruneRule rule, int limit) {
		return 0;
	}

	@Override
	public boolean changedElsewhere() {
		return false;
	}

	@Override
	public void close() {
		this.closed = true;
	}

}

package io.kerground.actuate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;

import io.kerground.actuate.KergroundDescriptors.BackupDescriptor;
import io.kerground.actuate.KergroundDescriptors.ChangeDescriptor;
import io.kerground.actuate.KergroundDescriptors.DefinitionsDescriptor;
import io.kerground.actuate.KergroundDescriptors.NodeDescriptor;
import io.kerground.actuate.KergroundDescriptors.NodesDescriptor;
import io.kerground.actuate.KergroundDescriptors.QueueDescriptor;
import io.kerground.actuate.KergroundDescriptors.QueuesDescriptor;
import io.kerground.actuate.KergroundDescriptors.SummaryDescriptor;
import io.kerground.actuate.KergroundDescriptors.TaskDescriptor;
import io.kerground.actuate.KergroundDescriptors.TasksDescriptor;
import io.kerground.core.KergroundOperations;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.Node;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.Task;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskLogs;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskQueries;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import io.kerground.engine.UnknownTasks;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows the tasks, queues and nodes of a store and acts on single tasks. Acting needs
 * {@code management.endpoint.kerground.access=unrestricted}.
 *
 * @since 0.1.0
 */
@Endpoint(id = "kerground", defaultAccess = Access.READ_ONLY)
public class KergroundEndpoint {

	/*
	 * There is no delete operation, and every write has a parameter that is no selector,
	 * the action. Such a write only takes JSON, which a page of another site can't send
	 * without the browser's asking first; a write with selectors alone takes any request.
	 */

	private final KergroundOperations operations;

	private final TaskQueries store;

	private final Show showValues;

	private final DescriptorFactory factory;

	private final @Nullable WorkerOperations workers;

	private final FailureGroups failures;

	private TaskLogs logs;

	/**
	 * Creates the endpoint without workers.
	 * @param operations reads and changes tasks
	 * @param store tells how the store and its nodes are
	 * @param sanitizingFunctions hide values
	 * @param showValues when to show values to callers of other kinds than the web
	 */
	public KergroundEndpoint(KergroundOperations operations, TaskQueries store,
			Iterable<SanitizingFunction> sanitizingFunctions, Show showValues) {
		this(operations, store, sanitizingFunctions, showValues, null, null);
	}

	/**
	 * Creates the endpoint.
	 * @param operations reads and changes tasks
	 * @param store tells how the store and its nodes are
	 * @param sanitizingFunctions hide values
	 * @param showValues when to show values to callers of other kinds than the web
	 * @param workers controls the workers, or null
	 * @param schedules knows schedules and paused queues, or null
	 */
	public KergroundEndpoint(KergroundOperations operations, TaskQueries store,
			Iterable<SanitizingFunction> sanitizingFunctions, Show showValues, @Nullable KergroundWorkers workers,
			@Nullable ScheduleRepository schedules) {
		this.workers = (workers != null && schedules != null) ? new WorkerOperations(workers, schedules) : null;
		this.operations = operations;
		this.failures = new FailureGroups(operations);
		this.store = store;
		this.showValues = showValues;
		this.factory = new DescriptorFactory(sanitizingFunctions);
		this.logs = store::logs;
	}

	/**
	 * Sets who tells what attempts have logged, before the first request; without it only
	 * the logs of ended attempts are shown.
	 * @param logs tells the logs
	 */
	public void useLogs(TaskLogs logs) {
		this.logs = logs;
	}

	/**
	 * Shows everything at a glance.
	 * @return counts, store and nodes
	 */
	@ReadOperation
	public SummaryDescriptor summary() {
		return summary(this.showValues.isShown(true));
	}

	SummaryDescriptor summary(boolean show) {
		TaskStats stats = this.operations.stats();
		List<Node> nodes = this.store.nodes();
		Map<TaskStatus, Long> tasks = new HashMap<>();
		for (TaskStatus status : TaskStatus.values()) {
			tasks.put(status, stats.count(status));
		}
		return new SummaryDescriptor(this.factory.store(this.store.state(), show), DescriptorFactory.counts(tasks),
				DescriptorFactory.countsByName(stats.byQueue()), DescriptorFactory.countsByName(stats.byTask()),
				DescriptorFactory.age(stats.oldestReadyAge()),
				UnknownTasks.names(stats, nodes, this.operations.definitions()), describe(nodes));
	}

	/**
	 * Lists tasks in a status, newest first, or definitions, nodes, queues, schedules,
	 * workers or failures by their cause.
	 * @param view what to list
	 * @param size the greatest number of tasks, 1 to 200; 100 by default
	 * @param after the {@code next} of the page before
	 * @param task only tasks with this canonical name
	 * @param queue only tasks in this queue
	 * @return the list
	 */
	@ReadOperation
	public OperationResponseBody list(@Selector View view, @Nullable Integer size, @Nullable String after,
			@Nullable String task, @Nullable String queue) {
		return list(view, new Filter(size, after, task, queue), this.showValues.isShown(true));
	}

	OperationResponseBody list(View view, Filter filter, boolean show) {
		TaskStatus status = view.status;
		if (status != null) {
			return tasks(status, filter, show);
		}
		if (!filter.isEmpty()) {
			throw refused("size, after, task and queue are for lists of tasks");
		}
		return switch (view) {
			case NODES -> new NodesDescriptor(describe(this.store.nodes()));
			case QUEUES -> queues();
			case SCHEDULES -> workers().schedules();
			case WORKERS -> workers().workers();
			case FAILURES -> this.failures.describe();
			default -> new DefinitionsDescriptor(
					this.operations.definitions().stream().map(this.factory::definition).toList());
		};
	}

	private TasksDescriptor tasks(TaskStatus status, Filter filter, boolean show) {
		int size = (filter.size != null) ? filter.size : TaskQuery.DEFAULT_SIZE;
		if (size < 1 || size > TaskQuery.MAX_SIZE) {
			throw refused("size must be 1 to " + TaskQuery.MAX_SIZE);
		}
		try {
			TaskPage page = this.operations.list(new TaskQuery(status, filter.task, filter.queue, filter.after, size));
			return new TasksDescriptor(page.tasks().stream().map((task) -> this.factory.listed(task, show)).toList(),
					page.next());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidEndpointRequestException("Invalid key of a page",
					"after must be the 'next' of a page before", ex);
		}
	}

	private WorkerOperations workers() {
		if (this.workers == null) {
			throw refused("this application controls no workers");
		}
		return this.workers;
	}

	private Set<String> pausedQueues() {
		return (this.workers != null) ? this.workers.pausedQueues() : Set.of();
	}

	private QueuesDescriptor queues() {
		Set<String> paused = pausedQueues();
		Map<String, Map<TaskStatus, Long>> counts = this.operations.stats().byQueue();
		TreeSet<String> names = new TreeSet<>(counts.keySet());
		this.operations.definitions().forEach((definition) -> names.add(definition.queue()));
		return new QueuesDescriptor(names.stream()
			.map((name) -> new QueueDescriptor(name, paused.contains(name),
					DescriptorFactory.counts(counts.getOrDefault(name, Map.of())), null))
			.toList());
	}

	/**
	 * Shows one task, queue, schedule, worker, pool or cause of failures.
	 * @param kind what it is
	 * @param name the id of the task or the name of what else
	 * @return what is known of it, or null when there is no such one
	 */
	@ReadOperation
	public @Nullable OperationResponseBody one(@Selector Kind kind, @Selector String name) {
		return one(kind, name, this.showValues.isShown(true));
	}

	@Nullable OperationResponseBody one(Kind kind, String name, boolean show) {
		return switch (kind) {
			case TASK -> id(name).flatMap(this.operations::find).map((task) -> task(task, show)).orElse(null);
			case QUEUE -> queue(name);
			case SCHEDULE -> workers().schedule(name);
			case WORKER -> workers().worker(name);
			case POOL -> workers().pool(name);
			case FAILURE -> this.failures.describe(name);
		};
	}

	private TaskDescriptor task(Task task, boolean show) {
		boolean waits = task.status() == TaskStatus.PENDING || task.status() == TaskStatus.BLOCKED;
		return this.factory.single(task, waits ? this.operations.explain(task.id()).orElse(null) : null,
				this.logs.of(task.id()), show);
	}

	private @Nullable QueueDescriptor queue(String name) {
		Map<TaskStatus, Long> counts = new HashMap<>();
		Map<String, Map<TaskStatus, Long>> names = new TreeMap<>();
		for (TaskStats.Count count : this.operations.stats().counts()) {
			if (count.queue().equals(name)) {
				counts.merge(count.status(), count.tasks(), Long::sum);
				names.computeIfAbsent(count.name(), (key) -> new HashMap<>())
					.merge(count.status(), count.tasks(), Long::sum);
			}
		}
		if (counts.isEmpty() && this.operations.definitions().stream().noneMatch(queuedIn(name))) {
			return null;
		}
		return new QueueDescriptor(name, pausedQueues().contains(name), DescriptorFactory.counts(counts),
				DescriptorFactory.countsByName(names));
	}

	private static Predicate<TaskDefinition> queuedIn(String queue) {
		return (definition) -> definition.queue().equals(queue);
	}

	/**
	 * Acts on the store as a whole.
	 * @param action what to do: {@code backup}
	 * @return the backup that was made
	 */
	@WriteOperation
	public BackupDescriptor control(Action action) {
		if (action != Action.BACKUP) {
			throw refused("the store has no action '" + DescriptorFactory.word(action) + "'");
		}
		TaskClock clock = TaskClock.system();
		long begun = clock.nanos();
		Path file = this.operations.backup();
		return new BackupDescriptor(String.valueOf(file.getFileName()), file.toFile().length(),
				Duration.ofNanos(clock.nanos() - begun));
	}

	/**
	 * Acts on one task, queue, schedule, worker, pool or cause of failures.
	 * @param kind what to act on
	 * @param name the id of the task or the name of what else
	 * @param action what to do
	 * @param size the new number of slots, for {@code resize}
	 * @return what became of it, or null when there is no such one
	 */
	@WriteOperation
	public @Nullable ChangeDescriptor change(@Selector Kind kind, @Selector String name, Action action,
			@Nullable Integer size) {
		if (!kind.allows(action)) {
			throw refused(
					"a " + DescriptorFactory.word(kind) + " has no action '" + DescriptorFactory.word(action) + "'");
		}
		if ((size != null) != (action == Action.RESIZE)) {
			throw refused("size is for resize, which needs it");
		}
		return switch (kind) {
			case TASK -> id(name).map((id) -> change(id, action)).orElse(null);
			case QUEUE -> (queue(name) != null) ? workers().changeQueue(name, action) : null;
			case SCHEDULE, WORKER -> workers().changeWorker(name, action);
			case POOL -> workers().resize(name, (size != null) ? size : 0);
			case FAILURE -> retryAll(name);
		};
	}

	private ChangeDescriptor retryAll(String cause) {
		long tasks = this.failures.retry(cause);
		return new ChangeDescriptor(cause, DescriptorFactory.word(Action.RETRY), tasks > 0, null, tasks);
	}

	private @Nullable ChangeDescriptor change(UUID id, Action action) {
		boolean changed = switch (action) {
			case RETRY -> this.operations.retry(id);
			case CANCEL -> this.operations.cancel(id);
			case DELETE -> this.operations.delete(id);
			default -> false;
		};
		Optional<TaskStatus> status = this.operations.status(id);
		if (!changed && status.isEmpty()) {
			return null;
		}
		return new ChangeDescriptor(id.toString(), DescriptorFactory.word(action), changed,
				status.map(DescriptorFactory::word).orElse(null));
	}

	private List<NodeDescriptor> describe(List<Node> nodes) {
		return nodes.stream().map(this.factory::node).toList();
	}

	/**
	 * Reads an id in its one canonical form; the JDK alone also takes shorter ones.
	 */
	private static Optional<UUID> id(String text) {
		try {
			UUID id = UUID.fromString(text);
			return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	private static InvalidEndpointRequestException refused(String reason) {
		return new InvalidEndpointRequestException("Invalid request: " + reason, reason);
	}

	/**
	 * What can be listed.
	 */
	public enum View {

		/** Tasks that wait, also for their time or their next attempt. */
		PENDING(TaskStatus.PENDING),

		/** Tasks that a node runs. */
		RUNNING(TaskStatus.RUNNING),

		/** Tasks that ran to their end. */
		FINISHED(TaskStatus.FINISHED),

		/** Tasks that failed for good. */
		FAILED(TaskStatus.FAILED),

		/** Tasks that were cancelled. */
		CANCELLED(TaskStatus.CANCELLED),

		/** Tasks that wait for another one. */
		BLOCKED(TaskStatus.BLOCKED),

		/** The tasks that the workers of this application offer. */
		DEFINITIONS(null),

		/** The applications that work on the store. */
		NODES(null),

		/** The queues. */
		QUEUES(null),

		/** What runs again and again. */
		SCHEDULES(null),

		/** The workers of this application. */
		WORKERS(null),

		/** Failed tasks by their cause. */
		FAILURES(null);

		private final @Nullable TaskStatus status;

		View(@Nullable TaskStatus status) {
			this.status = status;
		}

	}

	/**
	 * What can be looked at alone.
	 */
	public enum Kind {

		/** A task, by its id. */
		TASK,

		/** A queue, by its name. */
		QUEUE,

		/** A schedule or trigger, by its name. */
		SCHEDULE,

		/** A worker, by its name. */
		WORKER,

		/** A pool of slots, by its name. */
		POOL,

		/** Tasks that failed by the same cause, by the id of the cause. */
		FAILURE;

		private boolean allows(Action action) {
			return switch (action) {
				case RETRY -> this == TASK || this == FAILURE;
				case CANCEL, DELETE -> this == TASK;
				case PAUSE, RESUME -> this == QUEUE || this == SCHEDULE || this == WORKER;
				case TRIGGER -> this == SCHEDULE || this == WORKER;
				case RESIZE -> this == POOL;
				case BACKUP -> false;
			};
		}

	}

	/**
	 * What can be done with the store or a part of it.
	 */
	public enum Action {

		/** Makes a failed or cancelled task pending again. */
		RETRY,

		/** Cancels a task that has not ended. */
		CANCEL,

		/** Removes a task that is not running. */
		DELETE,

		/** Lets nothing more begin, on all nodes. */
		PAUSE,

		/** Ends a pause. */
		RESUME,

		/** Runs a schedule or a trigger now. */
		TRIGGER,

		/** Changes the number of slots of this process. */
		RESIZE,

		/** Makes a backup of the store. */
		BACKUP

	}

	/**
	 * Which tasks of a view to list.
	 *
	 * @param size the greatest number of tasks, or null for the default
	 * @param after the key of the page before, or null
	 * @param task the canonical name, or null for all
	 * @param queue the queue, or null for all
	 */
	record Filter(@Nullable Integer size, @Nullable String after, @Nullable String task, @Nullable String queue) {

		boolean isEmpty() {
			return this.size == null && this.after == null && this.task == null && this.queue == null;
		}

	}

}

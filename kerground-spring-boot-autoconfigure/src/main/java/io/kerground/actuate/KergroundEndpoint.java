package io.kerground.actuate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import io.kerground.actuate.KergroundDescriptors.BackupDescriptor;
import io.kerground.actuate.KergroundDescriptors.ChangeDescriptor;
import io.kerground.actuate.KergroundDescriptors.DefinitionsDescriptor;
import io.kerground.actuate.KergroundDescriptors.NodeDescriptor;
import io.kerground.actuate.KergroundDescriptors.NodesDescriptor;
import io.kerground.actuate.KergroundDescriptors.SummaryDescriptor;
import io.kerground.actuate.KergroundDescriptors.TaskChangeDescriptor;
import io.kerground.actuate.KergroundDescriptors.TaskChangesDescriptor;
import io.kerground.actuate.KergroundDescriptors.TaskDescriptor;
import io.kerground.actuate.KergroundDescriptors.TasksDescriptor;
import io.kerground.core.KergroundOperations;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.Node;
import io.kerground.core.PayloadException;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.Task;
import io.kerground.core.TaskChange;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskLogs;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskQueries;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import io.kerground.core.UnknownTaskNameException;
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

	private final TaskCounter counter;

	private final QueueViews queues;

	private final TaskChangeJobs changes;

	private final EndpointAudit audit;

	private final EndpointSupport support;

	private final TaskLogs logs;

	/**
	 * Creates the endpoint.
	 * @param operations reads and changes tasks
	 * @param store tells how the store and its nodes are
	 * @param sanitizingFunctions hide values
	 * @param showValues when to show values to callers of other kinds than the web
	 * @param support what is used beside the tasks
	 */
	public KergroundEndpoint(KergroundOperations operations, TaskQueries store,
			Iterable<SanitizingFunction> sanitizingFunctions, Show showValues, EndpointSupport support) {
		KergroundWorkers workers = support.workers();
		ScheduleRepository schedules = support.schedules();
		this.workers = (workers != null && schedules != null) ? new WorkerOperations(workers, schedules, support)
				: null;
		this.operations = operations;
		this.failures = new FailureGroups(store, schedules, support.clock());
		this.counter = new TaskCounter(operations, support.clock());
		this.queues = new QueueViews(operations, this.workers, support);
		this.changes = new TaskChangeJobs(operations, support.clock(), support.threads());
		this.audit = new EndpointAudit(support.clock(), support.publisher());
		this.store = store;
		this.showValues = showValues;
		this.support = support;
		this.factory = new DescriptorFactory(sanitizingFunctions);
		TaskLogs logs = support.logs();
		this.logs = (logs != null) ? logs : store::logs;
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
				DescriptorFactory.age(stats.oldestReadyAge()), this.failures.muted(),
				UnknownTasks.names(stats, nodes, this.operations.definitions()), describe(nodes),
				WindowDescriptors.all(this.support.windows()));
	}

	/**
	 * Lists tasks in a status, newest first, or definitions, nodes, queues, schedules,
	 * workers, failures by their cause or changes of many tasks.
	 * @param view what to list
	 * @param size the greatest number of tasks, 1 to 200; 100 by default
	 * @param after the {@code next} of the page before
	 * @param task only tasks with this canonical name
	 * @param queue only tasks in this queue
	 * @param id only tasks whose ids begin so
	 * @param key only tasks that were sent with this key
	 * @param error only tasks whose latest error holds this text
	 * @param since only tasks that ended, or else were sent, so long ago at most
	 * @param attempt only tasks that have begun at least so many attempts
	 * @param count whether to count the tasks instead of listing them
	 * @return the list
	 */
	@ReadOperation
	public OperationResponseBody list(@Selector EndpointView view, @Nullable Integer size, @Nullable String after,
			@Nullable String task, @Nullable String queue, @Nullable String id, @Nullable String key,
			@Nullable String error, @Nullable Duration since, @Nullable Integer attempt, @Nullable Boolean count) {
		TaskConditions conditions = new TaskConditions(task, queue, id, key, error, since, attempt);
		return list(view, new Page(size, after, Boolean.TRUE.equals(count)), conditions, this.showValues.isShown(true));
	}

	OperationResponseBody list(EndpointView view, Page page, TaskConditions conditions, boolean show) {
		TaskStatus status = view.status();
		if (status != null || view == EndpointView.TASKS) {
			return tasks(status, page, conditions, show);
		}
		if (!page.isFirst() || !conditions.isEmpty()) {
			throw refused("size, after, count and conditions are for lists of tasks");
		}
		return switch (view) {
			case NODES -> new NodesDescriptor(describe(this.store.nodes()));
			case QUEUES -> this.queues.all();
			case SCHEDULES -> workers().schedules();
			case WORKERS -> workers().workers();
			case FAILURES -> this.failures.describe();
			case CHANGES -> new TaskChangesDescriptor(this.changes.describe());
			case FUSES -> workers().fuses();
			case AUDIT -> this.audit.describe();
			default -> new DefinitionsDescriptor(
					this.operations.definitions().stream().map(this.factory::definition).toList());
		};
	}

	private OperationResponseBody tasks(@Nullable TaskStatus status, Page page, TaskConditions conditions,
			boolean show) {
		int size = (page.size != null) ? page.size : TaskQuery.DEFAULT_SIZE;
		if (size < 1 || size > TaskQuery.MAX_SIZE) {
			throw refused("size must be 1 to " + TaskQuery.MAX_SIZE);
		}
		TaskQuery query = query(status, conditions, show);
		if (page.count) {
			return this.counter.count(query, this.support.changeLimit());
		}
		try {
			TaskPage read = this.operations.list(query.after(page.after).size(size));
			return new TasksDescriptor(read.tasks().stream().map((task) -> this.factory.listed(task, show)).toList(),
					read.next());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidEndpointRequestException("Invalid key of a page",
					"after must be the 'next' of a page before", ex);
		}
	}

	private TaskQuery query(@Nullable TaskStatus status, TaskConditions conditions, boolean show) {
		try {
			return conditions.query(status, this.factory.showsAsStored(show), this.support.clock());
		}
		catch (IllegalArgumentException ex) {
			throw refused(String.valueOf(ex.getMessage()));
		}
	}

	private WorkerOperations workers() {
		if (this.workers == null) {
			throw refused("this application controls no workers");
		}
		return this.workers;
	}

	/**
	 * Shows one task, queue, schedule, worker, pool or cause of failures.
	 * @param kind what it is
	 * @param name the id of the task or the name of what else
	 * @param spec shows a schedule as it would be with this expression or period
	 * @return what is known of it, or null when there is no such one
	 */
	@ReadOperation
	public @Nullable OperationResponseBody one(@Selector EndpointPart kind, @Selector String name,
			@Nullable String spec) {
		return one(kind, name, spec, this.showValues.isShown(true));
	}

	@Nullable OperationResponseBody one(EndpointPart kind, String name, @Nullable String spec, boolean show) {
		if (spec != null) {
			if (kind != EndpointPart.SCHEDULE) {
				throw refused("spec is for schedules");
			}
			return workers().preview(name, spec);
		}
		return switch (kind) {
			case TASK -> id(name).flatMap(this.operations::find).map((task) -> task(task, show)).orElse(null);
			case QUEUE -> this.queues.one(name);
			case SCHEDULE -> workers().schedule(name);
			case WORKER -> workers().worker(name);
			case POOL -> workers().pool(name);
			case FAILURE -> this.failures.describe(name);
			case CHANGE -> this.changes.describe(name);
			case WINDOW -> WindowDescriptors.one(this.support.windows(), name);
			case FUSE -> workers().fuse(name);
		};
	}

	private TaskDescriptor task(Task task, boolean show) {
		boolean waits = task.status() == TaskStatus.PENDING || task.status() == TaskStatus.BLOCKED;
		return this.factory.single(task, waits ? this.operations.explain(task.id()).orElse(null) : null,
				this.logs.of(task.id()), show);
	}

	/**
	 * Acts on the store as a whole.
	 * @param action what to do: {@code backup}
	 * @return the backup that was made
	 */
	@WriteOperation
	public BackupDescriptor control(EndpointAction action) {
		return this.audit.local(action, "store", () -> backup(action));
	}

	BackupDescriptor backup(EndpointAction action) {
		if (action != EndpointAction.BACKUP) {
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
	 * @param spec the new interval or delay of a schedule, for {@code edit}
	 * @param reason why, for {@code pause} of a fuse and {@code mute} of a failure
	 * @param time how long, for {@code pause} of a fuse and {@code mute} of a failure;
	 * until {@code resume} or {@code unmute} by default
	 * @param arguments the new arguments as a JSON array, for {@code retry} of a task
	 * @param limit the greatest number of tasks, for {@code retry} of a failure
	 * @return what became of it, or null when there is no such one; how the change stands
	 * for {@code retry} of a failure, which goes on after the answer
	 */
	@WriteOperation
	public @Nullable OperationResponseBody change(@Selector EndpointPart kind, @Selector String name,
			EndpointAction action, @Nullable Integer size, @Nullable String spec, @Nullable String reason,
			@Nullable Duration time, @Nullable String arguments, @Nullable Integer limit) {
		String target = EndpointAudit.target(kind, name);
		return this.audit.local(action, target,
				() -> change(kind, name, new PartChange(action, size, spec, reason, time, arguments, limit),
						this.showValues.isShown(true), this.audit.whenEnded(EndpointAudit.LOCAL, action, target)));
	}

	@Nullable OperationResponseBody change(EndpointPart kind, String name, PartChange change, boolean show,
			Consumer<TaskChangeDescriptor> whenEnded) {
		String refusal = change.refusal(kind);
		if (refusal != null) {
			throw refused(refusal);
		}
		EndpointAction action = change.action();
		return switch (kind) {
			case TASK -> id(name).map((id) -> change(id, change, show)).orElse(null);
			case QUEUE -> (this.queues.one(name) != null) ? workers().changeQueue(name, action) : null;
			case SCHEDULE, WORKER -> (action == EndpointAction.EDIT || action == EndpointAction.RESET)
					? workers().edit(name, action, change.spec()) : workers().changeWorker(name, action);
			case POOL -> workers().resize(name, (change.size() != null) ? change.size() : 0);
			case FAILURE -> changeFailure(name, change, whenEnded);
			case CHANGE -> steer(name, action);
			case FUSE -> workers().changeFuse(name, aliases(name), change);
			case WINDOW -> null;
		};
	}

	/**
	 * Changes many tasks. Goes on after the answer, in small commits; {@code GET
	 * …/change/{id}} tells how far it is.
	 * @param what which ones: there are only tasks so far
	 * @param action what to do: {@code retry}, {@code cancel}, {@code delete} or
	 * {@code move}
	 * @param status only tasks in this status; any that the action is for by default
	 * @param task only tasks with this canonical name
	 * @param queue only tasks in this queue
	 * @param id only tasks whose ids begin so
	 * @param key only tasks that were sent with this key
	 * @param error only tasks whose latest error holds this text
	 * @param since only tasks that ended, or else were sent, so long ago at most
	 * @param attempt only tasks that have begun at least so many attempts
	 * @param ids the ids of the tasks, in place of conditions
	 * @param to the queue to move to
	 * @param limit the greatest number of tasks
	 * @return how the change stands
	 */
	@WriteOperation
	public TaskChangeDescriptor changeAll(@Selector EndpointCollection what, EndpointAction action,
			@Nullable TaskStatus status, @Nullable String task, @Nullable String queue, @Nullable String id,
			@Nullable String key, @Nullable String error, @Nullable Duration since, @Nullable Integer attempt,
			@Nullable List<String> ids, @Nullable String to, @Nullable Integer limit) {
		TaskConditions conditions = new TaskConditions(task, queue, id, key, error, since, attempt);
		TaskChangeRequest request = new TaskChangeRequest(action, status, conditions, ids, to, limit);
		return this.audit.local(action, request.target(), () -> changeAll(request, this.showValues.isShown(true),
				this.audit.whenEnded(EndpointAudit.LOCAL, action, request.target())));
	}

	TaskChangeDescriptor changeAll(TaskChangeRequest request, boolean show, Consumer<TaskChangeDescriptor> whenEnded) {
		try {
			TaskQuery query = query(request.status(), request.conditions(), show);
			return this.changes.start(request.selection(query, this.support.changeLimit()), request.change(),
					whenEnded);
		}
		catch (IllegalArgumentException ex) {
			throw refused(String.valueOf(ex.getMessage()));
		}
	}

	private @Nullable ChangeDescriptor steer(String change, EndpointAction action) {
		if (action == EndpointAction.UNDO) {
			long tasks = id(change).map(this.changes::undo).orElse(0);
			return new ChangeDescriptor(change, DescriptorFactory.word(action), tasks > 0, null, tasks);
		}
		Boolean stopped = this.changes.stop(change);
		return (stopped != null) ? new ChangeDescriptor(change, DescriptorFactory.word(action), stopped, null) : null;
	}

	private @Nullable OperationResponseBody changeFailure(String cause, PartChange change,
			Consumer<TaskChangeDescriptor> whenEnded) {
		UUID id = id(cause).orElse(null);
		// what is muted may have been retried since
		if (id == null || (change.action() != EndpointAction.UNMUTE && !this.failures.isKnown(id))) {
			return null;
		}
		if (change.action() != EndpointAction.RETRY) {
			return workers().changeMute(id, change);
		}
		int wanted = (change.limit() != null) ? change.limit() : this.support.changeLimit();
		if (wanted < 1) {
			throw refused("limit must be 1 or more");
		}
		int limit = Math.min(wanted, this.support.changeLimit());
		TaskChange retry = TaskChange.retry();
		return this.changes.start(retry, limit,
				(goOn) -> new FailureGroupChange(this.operations, retry, limit, goOn).make(this.failures, id),
				whenEnded);
	}

	private Set<String> aliases(String name) {
		return this.operations.definitions()
			.stream()
			.filter((definition) -> definition.name().equals(name))
			.findFirst()
			.map(TaskDefinition::aliases)
			.orElse(Set.of());
	}

	private @Nullable ChangeDescriptor change(UUID id, PartChange change, boolean show) {
		EndpointAction action = change.action();
		boolean changed = switch (action) {
			case RETRY -> retry(id, change.arguments(), show);
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

	private boolean retry(UUID id, @Nullable String arguments, boolean show) {
		if (arguments == null) {
			return this.operations.retry(id);
		}
		if (!this.factory.showsAsStored(show)) {
			throw refused("arguments are only changed by those who can see them");
		}
		try {
			return this.operations.retry(id, arguments);
		}
		catch (PayloadException | UnknownTaskNameException ex) {
			throw refused(String.valueOf(ex.getMessage()));
		}
	}

	EndpointAudit audit() {
		return this.audit;
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
	 * Which part of a list to show.
	 *
	 * @param size the greatest number of tasks, or null for the default
	 * @param after the key of the page before, or null
	 * @param count whether to show nothing but the number of tasks
	 */
	record Page(@Nullable Integer size, @Nullable String after, boolean count) {

		boolean isFirst() {
			return this.size == null && this.after == null && !this.count;
		}

	}

}

package io.kerground.core;

import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * The bean through which an application sends its tasks and asks for them. Safe for use
 * by several threads.
 *
 * @since 0.1.0
 */
public class KergroundTemplate implements KergroundOperations {

	private static final System.Logger LOGGER = System.getLogger(KergroundTemplate.class.getName());

	private final TaskRepository repository;

	private final TaskCatalog catalog;

	private final TaskSerializer serializer;

	private final TaskFactory factory;

	private final BatchFactory batches;

	private final TaskWaits waits;

	private final TaskExplainer explainer;

	private final TaskChanges changes;

	private final TaskClock clock;

	private final SendObservers observers;

	/**
	 * Creates a template.
	 * @param repository where tasks are stored
	 * @param catalog the tasks that can be sent
	 * @param serializer writes arguments and reads responses
	 * @param signals tells of ended tasks
	 * @param lender lends the slot of a task that waits for another
	 * @param clock tells the time
	 * @param settings further settings
	 */
	public KergroundTemplate(TaskRepository repository, TaskCatalog catalog, TaskSerializer serializer,
			TaskSignals signals, SlotLender lender, TaskClock clock, TemplateSettings settings) {
		this(repository, catalog, serializer, signals, lender, clock, settings, List.of());
	}

	/**
	 * Creates a template whose sends are observed.
	 * @param repository where tasks are stored
	 * @param catalog the tasks that can be sent
	 * @param serializer writes arguments and reads responses
	 * @param signals tells of ended tasks
	 * @param lender lends the slot of a task that waits for another
	 * @param clock tells the time
	 * @param settings further settings
	 * @param observers who observes sends, the outermost first
	 */
	public KergroundTemplate(TaskRepository repository, TaskCatalog catalog, TaskSerializer serializer,
			TaskSignals signals, SlotLender lender, TaskClock clock, TemplateSettings settings,
			List<SendObserver> observers) {
		this.repository = repository;
		this.catalog = catalog;
		this.serializer = serializer;
		TaskIds ids = new TaskIds(clock, RandomGenerator.of("SecureRandom"));
		this.factory = new TaskFactory(catalog, serializer, clock, ids, settings);
		this.batches = new BatchFactory(this.factory, ids, clock);
		this.changes = new TaskChanges(repository);
		this.clock = clock;
		this.waits = new TaskWaits(repository, signals, lender, clock);
		this.explainer = new TaskExplainer(repository, catalog, settings.queueLimits(), lender, clock);
		this.observers = new SendObservers(observers);
	}

	@Override
	public UUID send(TaskRequest request) {
		NewTask task = this.factory.create(request);
		report(task, store(List.of(task)).get(0));
		return task.id();
	}

	@Override
	public List<UUID> sendAll(Collection<TaskRequest> requests) {
		List<NewTask> tasks = requests.stream().map(this.factory::create).toList();
		List<UUID> stored = new ArrayList<>(tasks.size());
		for (int from = 0; from < tasks.size(); from += TaskRepository.SEND_LIMIT) {
			List<NewTask> chunk = tasks.subList(from, Math.min(tasks.size(), from + TaskRepository.SEND_LIMIT));
			try {
				List<SendReceipt> receipts = store(chunk);
				for (int i = 0; i < chunk.size(); i++) {
					report(chunk.get(i), receipts.get(i));
					stored.add(chunk.get(i).id());
				}
			}
			catch (KergroundException ex) {
				// what the first chunk was refused for is told as it is
				throw (stored.isEmpty() && !(ex instanceof StoreException)) ? ex : StoreException.partly(stored, ex);
			}
		}
		return List.copyOf(stored);
	}

	@Override
	public UUID send(TaskBatch batch) {
		NewBatch created = this.batches.create(batch);
		if (this.observers.isActive()) {
			this.observers.observe(TaskSending.of(created),
					(headers) -> this.repository.send(created.withHeaders(headers)));
		}
		else {
			this.repository.send(created);
		}
		return created.id();
	}

	private List<SendReceipt> store(List<NewTask> tasks) {
		return this.observers.isActive()
				? this.observers.observe(TaskSending.of(tasks),
						(headers) -> this.repository
							.send(tasks.stream().map((task) -> task.withHeaders(headers)).toList()))
				: this.repository.send(tasks);
	}

	@Override
	public Optional<TaskBatchState> batch(UUID id) {
		return this.repository.batch(id);
	}

	@Override
	public TaskBatchState awaitBatch(UUID id, Duration timeout) {
		return this.waits.awaitBatch(id, timeout);
	}

	@Override
	public boolean cancelBatch(UUID id) {
		return this.repository.cancelBatch(id);
	}

	private static void report(NewTask task, SendReceipt receipt) {
		if (!receipt.stored() && !receipt.sameArguments()) {
			LOGGER.log(System.Logger.Level.WARNING,
					"Task {0} {1} was sent again with other arguments; the stored task" + " is left unchanged",
					task.name(), task.id());
		}
	}

	@Override
	public Optional<TaskStatus> status(UUID id) {
		return this.repository.status(id);
	}

	@Override
	public Optional<Task> find(UUID id) {
		return this.repository.find(id);
	}

	@Override
	public <T> Optional<T> response(UUID id, Class<T> type) {
		return Optional.ofNullable(this.<T>valueSoFar(id, type));
	}

	@Override
	public <T> Optional<T> response(UUID id, ParameterizedTypeReference<T> type) {
		return Optional.ofNullable(this.<T>valueSoFar(id, type.getType()));
	}

	private <T> @Nullable T valueSoFar(UUID id, Type type) {
		TaskResult<T> result = resultOf(id, type);
		return (result instanceof TaskResult.NotYet) ? null : result.valueOrThrow();
	}

	@Override
	public <T> TaskResult<T> result(UUID id, Class<T> type) {
		return resultOf(id, type);
	}

	@Override
	public <T> TaskResult<T> result(UUID id, ParameterizedTypeReference<T> type) {
		return resultOf(id, type.getType());
	}

	private <T> TaskResult<T> resultOf(UUID id, Type type) {
		Optional<StoredResult> stored = this.repository.result(id);
		return stored.isPresent() ? resultOf(id, stored.get(), type) : new TaskResult.Unknown<>(id);
	}

	private <T> TaskResult<T> resultOf(UUID id, StoredResult stored, Type type) {
		return switch (stored.status()) {
			case FINISHED -> new TaskResult.Finished<>(id, this.<T>read(stored.response(), type));
			case FAILED ->
				new TaskResult.Failed<>(id, (stored.error() != null) ? stored.error() : new TaskError("", "", ""));
			case CANCELLED -> new TaskResult.Cancelled<>(id);
			case BLOCKED, PENDING, RUNNING -> new TaskResult.NotYet<>(id, stored.status());
		};
	}

	private <T> @Nullable T read(byte @Nullable [] response, Type type) {
		if (response == null || type == Void.class || type == void.class) {
			return null;
		}
		return this.serializer.readResponse(response, type);
	}

	@Override
	public <T> @Nullable T await(UUID id, Class<T> type, Duration timeout) {
		return awaitOf(id, type, timeout);
	}

	@Override
	public <T> @Nullable T await(UUID id, ParameterizedTypeReference<T> type, Duration timeout) {
		return awaitOf(id, type.getType(), timeout);
	}

	private <T> @Nullable T awaitOf(UUID id, Type type, Duration timeout) {
		StoredResult ended = this.waits.await(id, timeout);
		TaskResult<T> result = resultOf(id, ended, type);
		return result.valueOrThrow();
	}

	@Override
	public <T> CompletableFuture<@Nullable T> completion(UUID id, Class<T> type) {
		return completionOf(id, type);
	}

	@Override
	public <T> CompletableFuture<@Nullable T> completion(UUID id, ParameterizedTypeReference<T> type) {
		return completionOf(id, type.getType());
	}

	private <T> CompletableFuture<@Nullable T> completionOf(UUID id, Type type) {
		return this.waits.completion(id).thenApply((ended) -> {
			TaskResult<T> result = resultOf(id, ended, type);
			return result.valueOrThrow();
		});
	}

	@Override
	public TaskPage list(TaskQuery query) {
		return this.repository.list(query);
	}

	@Override
	public TaskStats stats() {
		return this.repository.stats();
	}

	@Override
	public List<TaskDefinition> definitions() {
		return this.catalog.definitions();
	}

	@Override
	public Optional<TaskExplanation> explain(UUID id) {
		return this.explainer.explain(id);
	}

	@Override
	public boolean cancel(UUID id) {
		return this.repository.cancel(id);
	}

	@Override
	public boolean retry(UUID id) {
		return this.repository.retry(id);
	}

	@Override
	public boolean retry(UUID id, String arguments) {
		Optional<Task> task = this.repository.find(id);
		return task.isPresent() && this.repository.retry(id, this.factory.payload(task.get().name(), arguments));
	}

	@Override
	public boolean delete(UUID id) {
		return this.repository.delete(id);
	}

	@Override
	public TaskChangeReport change(TaskSelection selection, TaskChange change, Predicate<TaskChangeReport> goOn) {
		return this.changes.make(change, selection, goOn);
	}

	@Override
	public int restore(UUID change) {
		return this.changes.restore(change, this.clock.millis() - UNDO_TIME.toMillis());
	}

	@Override
	public long count(TaskQuery query, int limit) {
		return this.changes.count(query, limit);
	}

	@Override
	public Path backup() {
		return this.repository.backup();
	}

}

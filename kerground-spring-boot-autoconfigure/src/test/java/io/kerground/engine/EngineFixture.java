package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

import javax.sql.DataSource;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.RetryPolicy;
import io.kerground.core.Schedule;
import io.kerground.core.ScheduleDefinition;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskSerializer;
import io.kerground.core.TaskSignals;
import io.kerground.core.TemplateSettings;
import io.kerground.jackson.JacksonTaskSerializer;
import io.kerground.jdbc.Durability;
import io.kerground.jdbc.JdbcSettings;
import io.kerground.jdbc.JdbcStore;
import io.kerground.jdbc.SqliteSettings;
import io.kerground.jdbc.SqliteStore;
import io.kerground.jdbc.TransactionalTaskRepository;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * An engine on a real SQLite file, put together by hand.
 */
final class EngineFixture implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(20);

	final WorkerRegistry registry = new WorkerRegistry();

	final TaskSignals signals = new TaskSignals();

	final TaskAnnouncer announcer = new TaskAnnouncer(this.signals);

	final Queue<TaskEvent> events = new ConcurrentLinkedQueue<>();

	final TaskSerializer serializer = JacksonTaskSerializer.create();

	final TaskRepository repository;

	final WorkerPool pool;

	final KergroundEngine engine;

	final KergroundTemplate ker;

	private EngineFixture(Builder builder) {
		Path file = builder.file;
		this.repository = (file != null) ? open(file, builder.clock, this.announcer)
				: open(builder.source, builder.clock, this.announcer);
		this.pool = new WorkerPool(builder.limits, builder.threads, builder.cleaners);
		builder.tasks.forEach(this.registry::register);
		builder.schedules.forEach((definition, task) -> this.registry.register(task, definition));
		builder.loops.forEach(this.registry::register);
		this.registry.complete();
		EngineSettings settings = new EngineSettings("test", builder.worker, Set.of(), builder.queueLimits,
				builder.pollInterval, builder.lease, builder.shutdownTimeout, builder.maxCrashes, 100_000,
				new EngineSettings.Retention(Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(7)),
				builder.file);
		if (builder.listening) {
			this.announcer.addListener(this.events::add);
		}
		this.engine = new KergroundEngine(this.repository, this.registry, this.serializer, this.pool, this.signals,
				this.announcer, builder.clock, settings);
		if (this.repository instanceof TransactionalTaskRepository joined) {
			PlatformTransactionManager manager = (builder.manager != null) ? builder.manager
					: new JdbcTransactionManager(builder.source);
			this.engine.useTransactions(joined.transactions(() -> manager));
		}
		this.ker = new KergroundTemplate(this.repository, this.registry, this.serializer, this.signals, this.pool,
				builder.clock, new TemplateSettings(10, 1_000_000, false, builder.queueLimits));
	}

	static TaskRepository open(Path file, TaskClock clock, TaskAnnouncer announcer) {
		return SqliteStore.open(new SqliteSettings(file, Durability.NORMAL, Duration.ofSeconds(30), "kerground_", true),
				clock, announcer, EngineThreads.factory("test-store-"));
	}

	private static TaskRepository open(DataSource source, TaskClock clock, TaskAnnouncer announcer) {
		return JdbcStore.open(new JdbcSettings(Duration.ofSeconds(30), "kerground_", true), source, clock, announcer,
				EngineThreads.factory("test-store-"));
	}

	static Builder on(Path file) {
		return new Builder(file, null);
	}

	static Builder on(DataSource source) {
		return new Builder(null, source);
	}

	String await(UUID id) {
		return String.valueOf(this.ker.await(id, String.class, PATIENCE));
	}

	@Override
	public void close() {
		this.engine.stop();
		this.repository.close();
	}

	/**
	 * Puts a fixture together.
	 */
	static final class Builder {

		private final Path file;

		private final DataSource source;

		private final List<WorkerTask> tasks = new ArrayList<>();

		private final Map<ScheduleDefinition, WorkerTask> schedules = new HashMap<>();

		private final List<LoopDefinition> loops = new ArrayList<>();

		private TaskClock clock = TaskClock.system();

		private final List<ThreadCleaner> cleaners = new ArrayList<>();

		private Map<String, Integer> queueLimits = Map.of();

		private PoolLimits limits = PoolLimits.ofSize(4);

		private Executor threads = EngineThreads.reusing(EngineThreads.factory("test-body-"));

		private boolean worker = true;

		private int maxCrashes = 3;

		private PlatformTransactionManager manager;

		private boolean listening = true;

		private Duration pollInterval = Duration.ofSeconds(1);

		private Duration lease = Duration.ofSeconds(30);

		private Duration shutdownTimeout = Duration.ofSeconds(5);

		private RetryPolicy retryPolicy = new RetryPolicy(3, Duration.ZERO, 1, Duration.ZERO, 0);

		private Builder(Path file, DataSource source) {
			this.file = file;
			this.source = source;
		}

		Builder pollInterval(Duration pollInterval) {
			this.pollInterval = pollInterval;
			return this;
		}

		Builder clock(TaskClock clock) {
			this.clock = clock;
			return this;
		}

		Builder poolSize(int poolSize) {
			return limits(PoolLimits.ofSize(poolSize));
		}

		Builder cleaner(ThreadCleaner cleaner) {
			this.cleaners.add(cleaner);
			return this;
		}

		Builder limits(PoolLimits limits) {
			this.limits = limits;
			return this;
		}

		Builder sendsOnly() {
			this.worker = false;
			return this;
		}

		Builder queueLimits(Map<String, Integer> queueLimits) {
			this.queueLimits = queueLimits;
			return this;
		}

		Builder maxCrashes(int maxCrashes) {
			this.maxCrashes = maxCrashes;
			return this;
		}

		/**
		 * Sets the manager of the transactions of bodies, in place of one of the data
		 * source.
		 */
		Builder manager(PlatformTransactionManager manager) {
			this.manager = manager;
			return this;
		}

		Builder threads(Executor threads) {
			this.threads = threads;
			return this;
		}

		Builder withoutListener() {
			this.listening = false;
			return this;
		}

		Builder lease(Duration lease) {
			this.lease = lease;
			return this;
		}

		Builder shutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
			return this;
		}

		Builder retryPolicy(RetryPolicy retryPolicy) {
			this.retryPolicy = retryPolicy;
			return this;
		}

		Builder task(String name, TaskBody body) {
			return task(name, body, null, Set.of());
		}

		Builder task(String name, TaskBody body, Duration timeout, Set<Class<? extends Throwable>> noRetryFor) {
			return add(name, body, timeout, noRetryFor, 0, false);
		}

		private Builder add(String name, TaskBody body, Duration timeout, Set<Class<? extends Throwable>> noRetryFor,
				int concurrency, boolean transactional) {
			List<TaskDefinition.Parameter> parameters = List
				.of(new TaskDefinition.Parameter("value", String.class, String.class));
			TaskDefinition definition = new TaskDefinition(name, Set.of(), "test", EngineFixture.class,
					name.substring(name.indexOf('.') + 1), parameters, String.class, "default", TaskPriority.NORMAL,
					this.retryPolicy, Set.of(), noRetryFor, timeout, null, null, concurrency, transactional);
			this.tasks.add(new WorkerTask(definition, body, true));
			return this;
		}

		/**
		 * Adds a task of which only so many run at once.
		 */
		Builder limited(String name, int concurrency, TaskBody body) {
			return add(name, body, null, Set.of(), concurrency, false);
		}

		/**
		 * Adds a task whose body commits with its finish.
		 */
		Builder transactional(String name, Duration timeout, TaskBody body) {
			return add(name, body, timeout, Set.of(), 0, true);
		}

		Builder transactional(String name, TaskBody body) {
			return transactional(name, null, body);
		}

		/**
		 * Adds a task that runs by itself; its body takes a context only.
		 */
		Builder schedule(String name, Schedule schedule, TaskBody body) {
			this.schedules.put(new ScheduleDefinition(name, schedule),
					new WorkerTask(ScheduleSimulation.definition(name), body, true));
			return this;
		}

		Builder schedule(ScheduleDefinition schedule, WorkerTask task) {
			this.schedules.put(schedule, task);
			return this;
		}

		Builder loop(String name, TaskBody body) {
			this.loops.add(new LoopDefinition(name, Duration.ofMillis(1), body, false));
			return this;
		}

		Builder task(WorkerTask task) {
			this.tasks.add(task);
			return this;
		}

		EngineFixture build() {
			return new EngineFixture(this);
		}

		EngineFixture start() {
			EngineFixture fixture = build();
			fixture.engine.start();
			return fixture;
		}

	}

}

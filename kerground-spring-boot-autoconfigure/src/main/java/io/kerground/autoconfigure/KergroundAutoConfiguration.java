package io.kerground.autoconfigure;

import java.util.List;
import java.util.concurrent.Executor;

import io.kerground.annotation.BackgroundPostProcessor;
import io.kerground.annotation.WorkerDefaults;
import io.kerground.annotation.WorkerDiscovery;
import io.kerground.core.KergroundOperations;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.SendObserver;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskErrorHandler;
import io.kerground.core.TaskListener;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskSerializer;
import io.kerground.core.TaskSignals;
import io.kerground.core.TaskTransactions;
import io.kerground.engine.AttemptObserver;
import io.kerground.engine.BodyThreads;
import io.kerground.engine.EngineSettings;
import io.kerground.engine.EngineThreads;
import io.kerground.engine.KergroundEngine;
import io.kerground.engine.LatencyWatch;
import io.kerground.engine.PoolLimits;
import io.kerground.engine.TaskAnnouncer;
import io.kerground.engine.ThreadCleaner;
import io.kerground.engine.WorkerPool;
import io.kerground.engine.WorkerRegistry;
import io.kerground.jdbc.SqliteSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Auto-configuration of Kerground: the store, the template, the workers and the engine
 * that runs them. An application replaces the clock, the store, the serializer or the
 * template by a bean of its own.
 * <p>
 * No bean here is a {@code DataSource} or a {@code JsonMapper}, and the executor
 * {@code kergroundExecutor} is no candidate unless it is named, so that those of Spring
 * Boot and of the application stay as they are.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "kerground.enabled", matchIfMissing = true)
@EnableConfigurationProperties(KergroundProperties.class)
@Import({ SqliteStoreConfiguration.class, JdbcStoreConfiguration.class, JacksonSerializerConfiguration.class,
		ThreadCleanerConfiguration.class, ContextPropagationConfiguration.class, TaskLogConfiguration.class })
@ImportRuntimeHints(KergroundRuntimeHints.class)
public final class KergroundAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TaskClock kergroundTaskClock() {
		return TaskClock.system();
	}

	@Bean
	KergroundSettings kergroundSettings(KergroundProperties properties, Environment environment) {
		return new KergroundSettings(properties, environment);
	}

	@Bean
	TaskSignals kergroundTaskSignals() {
		return new TaskSignals();
	}

	@Bean
	TaskAnnouncer kergroundTaskAnnouncer(TaskSignals signals) {
		return new TaskAnnouncer(signals);
	}

	@Bean
	WorkerRegistry kergroundWorkerRegistry() {
		return new WorkerRegistry();
	}

	@Bean
	WorkerDiscovery kergroundWorkerDiscovery(ConfigurableListableBeanFactory beanFactory, WorkerRegistry registry,
			TaskSerializer serializer, KergroundProperties properties, TaskClock clock) {
		return new WorkerDiscovery(beanFactory, registry, serializer, new WorkerDefaults(properties.retry().policy()),
				clock);
	}

	/**
	 * Comes after the discovery, whose result it looks at.
	 */
	@Bean
	TransactionalTaskCheck kergroundTransactionalTaskCheck(WorkerRegistry registry,
			ObjectProvider<TaskTransactions> transactions, KergroundProperties properties) {
		return new TransactionalTaskCheck(registry, transactions, properties.worker().enabled());
	}

	@Bean
	static BackgroundPostProcessor kergroundBackgroundPostProcessor(ObjectProvider<KergroundOperations> operations) {
		return new BackgroundPostProcessor(operations::getObject);
	}

	@Bean
	WorkerPool kergroundWorkerPool(KergroundProperties properties, KergroundSettings settings,
			ObjectProvider<ThreadCleaner> cleaners, ObjectProvider<BodyThreads> bodyThreads) {
		Executor threads = settings.virtualThreads()
				? EngineThreads.perTask(new VirtualThreadTaskExecutor("kerground-task-").getVirtualThreadFactory())
				: EngineThreads.reusing(EngineThreads.factory("kerground-task-"));
		PoolLimits limits = properties.pool().limits(Runtime.getRuntime().availableProcessors());
		List<ThreadCleaner> ordered = cleaners.orderedStream().toList();
		BodyThreads changed = bodyThreads.getIfAvailable();
		return (changed != null)
				? new WorkerPool(limits, changed.executor(threads), ordered.stream().map(changed::cleaner).toList())
				: new WorkerPool(limits, threads, ordered);
	}

	@Bean
	@ConditionalOnMissingBean(KergroundOperations.class)
	KergroundTemplate kergroundTemplate(TaskRepository repository, WorkerRegistry registry, TaskSerializer serializer,
			TaskSignals signals, WorkerPool pool, TaskClock clock, KergroundSettings settings,
			ObjectProvider<SendObserver> observers) {
		return new KergroundTemplate(repository, registry, serializer, signals, pool, clock, settings.template(),
				observers.orderedStream().toList());
	}

	@Bean
	EngineSettings kergroundEngineSettings(KergroundSettings settings, ObjectProvider<SqliteSettings> sqlite) {
		SqliteSettings present = sqlite.getIfAvailable();
		return settings.engine((present != null) ? present.path() : null);
	}

	@Bean
	KergroundEngine kergroundEngine(TaskRepository repository, WorkerRegistry registry, TaskSerializer serializer,
			WorkerPool pool, TaskSignals signals, TaskAnnouncer announcer, TaskClock clock, EngineSettings settings,
			ObjectProvider<AttemptObserver> observers, ObjectProvider<TaskTransactions> transactions) {
		KergroundEngine engine = new KergroundEngine(repository, registry, serializer, pool, signals, announcer, clock,
				settings);
		observers.orderedStream().forEach(engine::addAttemptObserver);
		transactions.ifAvailable(engine::useTransactions);
		return engine;
	}

	@Bean
	KergroundWorkers kergroundWorkers(KergroundEngine engine, KergroundOperations operations) {
		return engine.workers(operations);
	}

	@Bean(defaultCandidate = false)
	AsyncTaskExecutor kergroundExecutor(KergroundWorkers workers) {
		return new KergroundTaskExecutor(workers);
	}

	@Bean
	LatencyWatch kergroundLatencyWatch(TaskRepository repository, TaskClock clock, KergroundProperties properties,
			KergroundEngine engine, ApplicationEventPublisher publisher) {
		KergroundProperties.Latency latency = properties.latency();
		LatencyWatch watch = new LatencyWatch(repository, clock, latency.warn(), latency.critical(),
				publisher::publishEvent);
		engine.addUpkeep(watch::runOnce);
		return watch;
	}

	@Bean
	KergroundLifecycle kergroundLifecycle(KergroundEngine engine, TaskAnnouncer announcer,
			ObjectProvider<TaskListener> listeners, ObjectProvider<TaskErrorHandler> errorHandlers,
			ApplicationEventPublisher publisher, KergroundLifecycle.StartReport report) {
		return new KergroundLifecycle(engine,
				new KergroundLifecycle.Listeners(announcer, listeners, errorHandlers, publisher), report);
	}

	@Bean
	KergroundLifecycle.StartReport kergroundStartReport(TaskRepository repository, WorkerRegistry registry,
			WorkerPool pool, EngineSettings settings) {
		return new KergroundLifecycle.StartReport(repository, registry, pool, settings);
	}

}

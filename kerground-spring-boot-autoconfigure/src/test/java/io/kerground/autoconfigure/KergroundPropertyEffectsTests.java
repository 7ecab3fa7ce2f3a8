package io.kerground.autoconfigure;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.kerground.core.BackupException;
import io.kerground.core.KergroundSetupException;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.PayloadException;
import io.kerground.core.RetryPolicy;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskFailedException;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.engine.EngineSettings;
import io.kerground.engine.LatencyWatch;
import io.kerground.jdbc.Durability;
import io.kerground.jdbc.SqliteSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * That each property changes what happens. Those of the endpoint are in its own tests.
 */
class KergroundPropertyEffectsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@TempDir
	Path folder;

	@Test
	void pathSaysWhereTheFileIsAndItsFoldersAreMade() {
		Path file = this.folder.resolve("a/b/tasks.sqlite");
		with((context) -> assertThat(file).isRegularFile(), "kerground.store.path=" + file);
	}

	@Test
	void durabilityIsHandedToTheStore() {
		with((context) -> assertThat(context.getBean(SqliteSettings.class).durability()).isEqualTo(Durability.FULL));
		with((context) -> assertThat(context.getBean(SqliteSettings.class).durability()).isEqualTo(Durability.NORMAL),
				"kerground.store.durability=normal");
	}

	@Test
	void timeoutEndsTheWaitForACommit() {
		with((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			try (Connection connection = connection(); Statement statement = connection.createStatement()) {
				statement.execute("begin immediate");
				assertThatExceptionOfType(StoreException.class).isThrownBy(() -> ker.send("counter.next", 1));
				statement.execute("rollback");
			}
		}, "kerground.store.timeout=300ms", "kerground.worker.enabled=false");
	}

	@Test
	void tablePrefixNamesTheTables() {
		with((context) -> assertThat(tables()).isNotEmpty().allMatch((name) -> name.startsWith("ours_")),
				"kerground.store.table-prefix=ours_");
	}

	@Test
	void schemaIsOnlyCheckedWhenItIsNotToBeInitialized() {
		with((context) -> assertThat(context).getFailure().hasRootCauseInstanceOf(KergroundSetupException.class),
				"kerground.store.initialize-schema=never");
		with((context) -> assertThat(context).hasNotFailed());
		with((context) -> assertThat(context).hasNotFailed(), "kerground.store.initialize-schema=never");
	}

	@Test
	void latencyLimitsSayWhichWaitIsTooLong() {
		Duration wait = Duration.ofSeconds(7);
		with((context) -> assertThat(context.getBean(LatencyWatch.class).level(wait))
			.isEqualTo(LatencyWatch.Level.WARN));
		with((context) -> assertThat(context.getBean(LatencyWatch.class).level(wait)).isEqualTo(LatencyWatch.Level.OK),
				"kerground.latency.warn=0");
		with((context) -> assertThat(context.getBean(LatencyWatch.class).level(wait))
			.isEqualTo(LatencyWatch.Level.CRITICAL), "kerground.latency.critical=6s");
	}

	@Test
	void backupsGoToTheirFolderAndTheNewestAreKept() {
		with((context) -> assertThatExceptionOfType(BackupException.class)
			.isThrownBy(() -> context.getBean(KergroundTemplate.class).backup())
			.withMessageContaining("kerground.store.backup-path"));
		Path backups = this.folder.resolve("backups");
		with((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			Path first = ker.backup();
			assertThat(first).isRegularFile().hasParent(backups);
			Path second = ker.backup();
			assertThat(first).doesNotExist();
			assertThat(second).isRegularFile();
		}, "kerground.store.backup-path=" + backups, "kerground.store.backup-keep=1");
	}

	@Test
	void processThatDoesNotWorkRunsNothing() {
		with((context) -> assertThat(context.getBean(TaskRepository.class).nodes()).hasSize(1));
		with((context) -> assertThat(context.getBean(TaskRepository.class).nodes()).isEmpty(),
				"kerground.worker.enabled=false");
	}

	@Test
	void onlyTheGivenQueuesAreWorkedOn() {
		with((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			UUID here = ker.send(CounterWorker::next, 1);
			UUID other = ker.send(CounterWorker::nextElsewhere, 1);
			assertThat(ker.await(other, Integer.class, PATIENCE)).isEqualTo(2);
			assertThat(ker.status(here)).contains(TaskStatus.PENDING);
		}, "kerground.worker.queues=other");
	}

	@Test
	void pollIntervalAndLeaseAreHandedToTheEngine() {
		with((context) -> {
			EngineSettings settings = context.getBean(EngineSettings.class);
			assertThat(settings.pollInterval()).isEqualTo(Duration.ofMillis(250));
			assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(7));
			assertThat(settings.maxCrashes()).isEqualTo(9);
			assertThat(settings.application()).isEqualTo("shop");
		}, "kerground.worker.poll-interval=250ms", "kerground.worker.lease=7s", "kerground.retry.max-crashes=9",
				"spring.application.name=shop");
	}

	@Test
	void shutdownTimeoutEndsTheWaitForTasks() {
		List<CounterWorker> workers = new ArrayList<>();
		long start = TaskClock.system().nanos();
		with((context) -> {
			CounterWorker worker = context.getBean(CounterWorker.class);
			workers.add(worker);
			context.getBean(KergroundTemplate.class).send(CounterWorker::hold);
			worker.awaitStarted();
		}, "kerground.worker.shutdown-timeout=200ms");
		Duration took = Duration.ofNanos(TaskClock.system().nanos() - start);
		assertThat(took).isLessThan(Duration.ofSeconds(15));
		workers.forEach(CounterWorker::release);
		with((context) -> assertThat(context.getBean(KergroundTemplate.class).stats().count(TaskStatus.PENDING))
			.isEqualTo(1), "kerground.worker.enabled=false");
	}

	@ParameterizedTest
	@CsvSource({ "30s, 25s", "20s, 15s", "11s, 6s", "10s, 5s", "2s, 1s" })
	void shutdownTimeoutFollowsThePhaseOfSpringBoot(String phase, String expected) {
		with((context) -> assertThat(PropertyRules.text(context.getBean(EngineSettings.class).shutdownTimeout()))
			.isEqualTo(expected), "spring.lifecycle.timeout-per-shutdown-phase=" + phase);
	}

	@Test
	void shutdownTimeoutThatDoesNotFitIntoItsPhaseIsRefused() {
		with((context) -> assertThat(context).getFailure()
			.rootCause()
			.hasMessageContaining("KG007: The property 'kerground.worker.shutdown-timeout' must be less than"
					+ " 'spring.lifecycle.timeout-per-shutdown-phase', which is '30s', but is '30s'"),
				"kerground.worker.shutdown-timeout=30s");
	}

	@Test
	void poolSizeLimitsWhatRunsAtOnce() {
		with((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			CounterWorker worker = context.getBean(CounterWorker.class);
			UUID first = ker.send(CounterWorker::hold);
			worker.awaitStarted();
			UUID second = ker.send(CounterWorker::hold);
			assertThat(ker.status(second)).contains(TaskStatus.PENDING);
			worker.release();
			ker.await(first, Void.class, PATIENCE);
			ker.await(second, Void.class, PATIENCE);
			assertThat(worker.most()).isEqualTo(1);
		}, "kerground.pool.size=1", "kerground.pool.reserve-normal=0");
	}

	@Test
	void concurrencyOfAQueueLimitsWhatRunsOfIt() {
		with((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			CounterWorker worker = context.getBean(CounterWorker.class);
			List<UUID> ids = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				ids.add(ker.send(TaskRequest.of(CounterWorker::hold).queue((i < 3) ? "narrow" : "wide")));
			}
			Awaitility.await().atMost(PATIENCE).until(() -> worker.running() == 3);
			assertThat(ker.stats().count(TaskStatus.PENDING)).isEqualTo(1);
			worker.release();
			ids.forEach((id) -> ker.await(id, Void.class, PATIENCE));
			assertThat(worker.most()).isEqualTo(3);
		}, "kerground.queues.narrow.concurrency=2");
	}

	@ParameterizedTest
	@CsvSource({ "kerground.pool.reserve-normal=1, NORMAL, 2", "kerground.pool.reserve-high=1, HIGH, 2",
			"kerground.pool.reserve-high=1, NORMAL, 1", "kerground.pool.size=0, LOW, 4",
			"kerground.pool.max-critical=2, CRITICAL, 2", "kerground.pool.max-critical=0, CRITICAL, 4" })
	void reservesLetUrgentTasksRunBeyondTheSize(String property, TaskPriority priority, int running) {
		with((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			CounterWorker worker = context.getBean(CounterWorker.class);
			List<UUID> ids = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				ids.add(ker.send(TaskRequest.of(CounterWorker::hold).priority(priority)));
			}
			Awaitility.await().atMost(PATIENCE).until(() -> worker.running() == running);
			assertThat(ker.stats().count(TaskStatus.PENDING)).isEqualTo(4 - running);
			worker.release();
			ids.forEach((id) -> ker.await(id, Void.class, PATIENCE));
			assertThat(worker.most()).isEqualTo(running);
		}, "kerground.pool.size=1", "kerground.pool.reserve-normal=0", "kerground.pool.reserve-high=0", property);
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	void virtualThreadsAreRefusedWhereThereAreNone() {
		with((context) -> assertThat(context).getFailure()
			.rootCause()
			.hasMessageContaining("'kerground.pool.virtual-threads' needs Java 21 or newer"),
				"kerground.pool.virtual-threads=true");
		with((context) -> assertThat(context).hasNotFailed(), "spring.threads.virtual.enabled=true");
	}

	@ParameterizedTest
	@CsvSource({ "spring.threads.virtual.enabled=true, true", "spring.threads.virtual.enabled=false, false",
			"kerground.pool.virtual-threads=true, true", "kerground.pool.virtual-threads=false, false" })
	@EnabledForJreRange(min = JRE.JAVA_21)
	void bodiesRunOnVirtualThreads(String property, boolean expected) {
		with((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			assertThat(ker.await(ker.send(CounterWorker::isVirtual), Boolean.class, PATIENCE)).isEqualTo(expected);
		}, property);
	}

	@Test
	void maxAttemptsEndTheAttempts() {
		with((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			UUID id = ker.send(CounterWorker::fail);
			assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> ker.await(id, Void.class, PATIENCE));
			assertThat(ker.find(id)).hasValueSatisfying((task) -> assertThat(task.attempt()).isEqualTo(2));
			UUID external = ker.send(TaskRequest.of("elsewhere.task").external());
			assertThat(ker.find(external)).hasValueSatisfying((task) -> assertThat(task.maxAttempts()).isEqualTo(2));
		}, "kerground.retry.max-attempts=2", "kerground.retry.backoff=0s");
	}

	@Test
	void retriesFollowTheProperties() {
		with((context) -> assertThat(context.getBean(KergroundTemplate.class).definitions())
			.extracting((definition) -> definition.retryPolicy())
			.containsOnly(new RetryPolicy(4, Duration.ofMillis(50), 2, Duration.ofSeconds(9), 0.1)),
				"kerground.retry.max-attempts=4", "kerground.retry.backoff=50ms", "kerground.retry.multiplier=2",
				"kerground.retry.max-backoff=9s", "kerground.retry.jitter=0.1");
	}

	@ParameterizedTest
	@CsvSource({ "finished, FINISHED", "failed, FAILED", "cancelled, CANCELLED" })
	void endedTasksAreKeptAsLongAsTheirRetention(String property, TaskStatus status) {
		with((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			ker.await(ker.send(CounterWorker::next, 1), Integer.class, PATIENCE);
			UUID failing = ker.send(CounterWorker::fail);
			Awaitility.await().atMost(PATIENCE).until(() -> ker.status(failing).orElseThrow() == TaskStatus.FAILED);
			ker.cancel(ker.send(TaskRequest.of("elsewhere.task").external()));
		}, "kerground.retry.max-attempts=1");
		with((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			Awaitility.await().atMost(PATIENCE).until(() -> ker.stats().count(status) == 0);
			assertThat(ker.stats().counts()).hasSize(2).noneMatch((count) -> count.status() == status);
		}, "kerground.retention." + property + "=0s");
	}

	@Test
	void payloadsAreLimited() {
		String text = "x".repeat(2000);
		with((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			assertThatExceptionOfType(PayloadException.class)
				.isThrownBy(() -> ker.send(CounterWorker::repeat, text, 1));
			UUID longResult = ker.send(CounterWorker::repeat, "x", 2000);
			assertThatExceptionOfType(TaskFailedException.class)
				.isThrownBy(() -> ker.await(longResult, String.class, PATIENCE));
		}, "kerground.payload.max-size=1KB");
		with((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			UUID id = ker.send(CounterWorker::repeat, text, 1);
			assertThat(ker.await(id, String.class, PATIENCE)).isEqualTo(text);
		}, "kerground.payload.max-size=3KB");
	}

	private void with(ContextConsumer<AssertableApplicationContext> action, String... properties) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(KergroundAutoConfiguration.class))
			.withUserConfiguration(CounterWorker.class)
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"))
			.withPropertyValues(properties)
			.run(action);
	}

	private Connection connection() throws SQLException {
		return DriverManager.getConnection("jdbc:sqlite:" + this.folder.resolve("kerground.db"));
	}

	private List<String> tables() throws SQLException {
		List<String> names = new ArrayList<>();
		try (Connection connection = connection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement
					.executeQuery("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")) {
			while (rows.next()) {
				names.add(rows.getString(1));
			}
		}
		return names;
	}

}

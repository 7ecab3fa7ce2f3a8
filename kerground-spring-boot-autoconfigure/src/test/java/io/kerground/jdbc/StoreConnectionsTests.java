package io.kerground.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.kerground.core.ClaimScope;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineThreads;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * How many connections a store opens, and when it opens the writer's anew.
 */
@Timeout(120)
class StoreConnectionsTests {

	private static final String WRITER = "counted-store-";

	private static final int READERS = 4;

	@TempDir
	Path folder;

	private final FaultyConnections faults = new FaultyConnections(WRITER);

	/** Those of the writer's thread, in the order in which they were opened. */
	private final List<Connection> writers = new CopyOnWriteArrayList<>();

	/** How many earlier connections of the writer were open when the next one was. */
	private final List<Long> openBefore = new CopyOnWriteArrayList<>();

	private final List<Connection> others = new CopyOnWriteArrayList<>();

	private Path file;

	private volatile Runnable beforeOpening = () -> {
	};

	@BeforeEach
	void choose() {
		this.file = this.folder.resolve("tasks.db");
	}

	private TaskRepository open() {
		return open(Duration.ofSeconds(30));
	}

	private TaskRepository open(Duration timeout) {
		return SqliteStore.open(new SqliteSettings(this.file, Durability.NORMAL, timeout, "kerground_", true),
				TaskClock.system(), (events, nanos) -> assertThat(nanos).isNotNegative(), EngineThreads.factory(WRITER),
				this::count);
	}

	private Connection count(String url) throws SQLException {
		if (!Thread.currentThread().getName().startsWith(WRITER)) {
			Connection connection = this.faults.open(url);
			this.others.add(connection);
			return connection;
		}
		this.beforeOpening.run();
		this.openBefore.add(this.writers.stream().filter(StoreConnectionsTests::isOpen).count());
		Connection connection = this.faults.open(url);
		this.writers.add(connection);
		return connection;
	}

	private static boolean isOpen(Connection connection) {
		try {
			return !connection.isClosed();
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private static UUID send(TaskRepository store) {
		return TestTasks.send(store, TestTasks.task("a.b", TaskClock.system()));
	}

	private static ConditionFactory patiently() {
		return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5));
	}

	@Test
	void aStoreOpensOneWriterAndAtMostFourReadersWhateverItDoes() {
		try (TaskRepository store = open()) {
			TestIntake intake = new TestIntake();
			store.attach(new ClaimScope(TestTasks.node(store, TaskClock.system()).seq(), Set.of("a.b"), Set.of(), 3),
					intake);
			intake.demand = TestIntake.slots(100_000);
			Executor threads = EngineThreads.perTask(EngineThreads.factory("counted-user-"));
			List<CompletableFuture<Void>> users = new ArrayList<>();
			for (int user = 0; user < 12; user++) {
				users.add(CompletableFuture.runAsync(() -> use(store, intake), threads));
			}
			assertThat(CompletableFuture.allOf(users.toArray(CompletableFuture[]::new)))
				.succeedsWithin(Duration.ofSeconds(100));
			// the first writer and the migration use the thread of the test
			assertThat(this.writers).isEmpty();
			assertThat(this.others).hasSizeBetween(3, 2 + READERS);
			assertThat(this.others.stream().filter(StoreConnectionsTests::isOpen)).hasSizeBetween(2, 1 + READERS);
		}
		assertThat(this.others).noneMatch(StoreConnectionsTests::isOpen);
	}

	private static void use(TaskRepository store, TestIntake intake) {
		for (int i = 0; i < 150; i++) {
			UUID id = send(store);
			store.find(id);
			store.list(TaskQuery.all());
			store.settle(intake.take(), new TaskOutcome.Finish(null), 1);
			store.stats();
			store.state();
		}
	}

	@Test
	void afterAnErrorThatAConnectionDoesNotSurviveItIsOpenedAnewBeforeTheBrokenOneIsClosed() {
		try (TaskRepository store = open()) {
			for (int i = 1; i <= 3; i++) {
				breakConnection(store);
				assertThat(this.writers).hasSize(i);
				assertThat(store.status(send(store))).isPresent();
			}
			// the very first one was opened by the thread of the test
			assertThat(this.openBefore).containsExactly(0L, 1L, 1L);
			assertThat(this.writers.stream().filter(StoreConnectionsTests::isOpen)).as("the others were closed")
				.hasSize(1);
		}
	}

	private void breakConnection(TaskRepository store) {
		this.faults
			.arm(new FaultyConnections.Fault(1, false, FaultyConnections.Moment.AFTER, SQLiteErrorCode.SQLITE_IOERR));
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> send(store));
		patiently().until(() -> store.state().failure() == null);
	}

	@Test
	void afterFiveFailuresInARowTheConnectionIsOpenedAnewWhateverTheErrorWas() throws SQLException {
		try (TaskRepository store = open(Duration.ofMillis(200));
				Connection other = new SqliteConnections(this.file).openPlain();
				Statement statement = other.createStatement()) {
			statement.execute("begin immediate");
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> send(store));
			patiently().until(() -> !this.openBefore.isEmpty());
			statement.execute("rollback");
			patiently().until(() -> store.state().failure() == null);
			assertThat(store.status(send(store))).isPresent();
		}
	}

	@Test
	void nothingIsSentToAFileThatTookThePlaceOfTheStoreWhileTheConnectionWasOpenedAnew() {
		Path other = this.folder.resolve("other.db");
		SqliteStore
			.open(new SqliteSettings(other, Durability.NORMAL, Duration.ofSeconds(30), "kerground_", true),
					TaskClock.system(), (events, nanos) -> assertThat(nanos).isNotNegative(),
					EngineThreads.factory("other-store-"))
			.close();
		AtomicBoolean replaced = new AtomicBoolean();
		try (TaskRepository store = open()) {
			send(store);
			this.beforeOpening = () -> {
				if (replaced.compareAndSet(false, true)) {
					move(this.file, this.folder.resolve("moved.db"));
					move(other, this.file);
				}
			};
			this.faults.arm(new FaultyConnections.Fault(1, false, FaultyConnections.Moment.AFTER,
					SQLiteErrorCode.SQLITE_IOERR));
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> send(store));
			patiently().until(replaced::get);
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> send(store))
				.withMessageContaining("replaced by another one")
				.satisfies((ex) -> assertThat(ex.isOutcomeUnknown()).isFalse());
		}
	}

	private static void move(Path from, Path to) {
		try {
			Files.move(from, to);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

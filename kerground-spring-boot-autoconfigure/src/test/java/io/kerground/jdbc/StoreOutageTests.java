package io.kerground.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.NewTask;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStatus;
import io.kerground.engine.EngineThreads;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What happens while the store can't be written, and that everything goes on by itself
 * when it can.
 */
@Timeout(120)
class StoreOutageTests {

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	private static final int MORE_THAN_THE_BACKLOG = 10_500;

	@TempDir
	Path folder;

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final TestIntake intake = new TestIntake();

	/** The size of the database at which its disk is full. */
	private final AtomicInteger pages = new AtomicInteger(60);

	private Path file;

	@BeforeEach
	void listen() {
		this.file = this.folder.resolve("tasks.db");
		this.log.start();
		logger().addAppender(this.log);
	}

	@AfterEach
	void endListening() {
		logger().detachAppender(this.log);
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger(StoreOutage.class);
	}

	private TaskRepository open(Duration timeout, ConnectionSource source) {
		TaskRepository store = SqliteStore.open(
				new SqliteSettings(this.file, Durability.NORMAL, timeout, "kerground_", true), TaskClock.system(),
				(events, nanos) -> assertThat(nanos).isNotNegative(), EngineThreads.factory("outage-store-"), source);
		long owner = TestTasks.node(store, TaskClock.system()).seq();
		store.attach(new ClaimScope(owner, Set.of("a.b"), Set.of(), 3), this.intake);
		return store;
	}

	private TaskRepository open() {
		return open(Duration.ofSeconds(30), SqliteConnections.EXISTING);
	}

	private static UUID send(TaskRepository store) {
		return TestTasks.send(store, TestTasks.task("a.b", TaskClock.system()));
	}

	private static ConditionFactory patiently() {
		return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5));
	}

	private List<String> logged(Level level) {
		return List.copyOf(this.log.list)
			.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	@Test
	void onAFullDiskSendsThrowNothingIsClaimedOutcomesAreKeptAndAllGoesOnWhenThereIsSpace() throws Exception {
		FaultyConnections faults = new FaultyConnections("outage-store-");
		try (TaskRepository store = open(Duration.ofSeconds(30), (url) -> limited(faults.open(url)))) {
			this.intake.demand = TestIntake.slots(3);
			List<UUID> running = List.of(send(store), send(store), send(store));
			this.intake.demand = TestIntake.slots(0);
			List<UUID> stored = new ArrayList<>();
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> fill(store, stored))
				.withMessageContaining("SQLITE_FULL")
				.withMessageContaining(this.file.toString())
				.satisfies((ex) -> assertThat(ex.isOutcomeUnknown()).isFalse());
			faults.arm(new FaultyConnections.Fault(1, true, FaultyConnections.Moment.ROLLED_BACK,
					SQLiteErrorCode.SQLITE_FULL));
			for (int i = 0; i < 3; i++) {
				store.settle(this.intake.take(), new TaskOutcome.Finish(TestTasks.json("1")), 1);
			}
			this.intake.demand = TestIntake.slots(5);
			store.requestClaim();
			for (int i = 0; i < 5; i++) {
				assertThatExceptionOfType(StoreException.class).isThrownBy(() -> send(store));
			}
			assertThat(store.state().failure()).contains("SQLITE_FULL");
			assertThat(this.intake.claimed).isEmpty();
			assertThat(rows()).isEqualTo(3 + stored.size());
			this.pages.set(1_000_000);
			faults.arm(new FaultyConnections.Fault(1, false, FaultyConnections.Moment.BEFORE,
					SQLiteErrorCode.SQLITE_IOERR));
			for (int i = 0; i < 3; i++) {
				assertThat(this.intake.takeSettled().won()).isTrue();
			}
			patiently().until(() -> store.state().failure() == null);
			assertThat(running).allSatisfy((id) -> assertThat(store.status(id)).contains(TaskStatus.FINISHED));
			assertThat(this.intake.take().reference().id()).isEqualTo(stored.get(0));
			assertThat(logged(Level.WARN)).hasSize(1);
			assertThat(logged(Level.INFO)).hasSize(1).first().asString().contains("can be written again after");
		}
	}

	/**
	 * Lets a database be full at a number of pages, as a full disk would make it.
	 */
	private Connection limited(Connection connection) throws SQLException {
		SqliteConnections.pragma(connection, "max_page_count=" + this.pages.get());
		return connection;
	}

	private static void fill(TaskRepository store, List<UUID> stored) {
		while (true) {
			NewTask task = new NewTask(UUID.randomUUID(), false, "a.b", "default", TaskPriority.NORMAL, 3, 0, 1,
					new byte[4000], null);
			store.send(List.of(task));
			stored.add(task.id());
		}
	}

	private int rows() throws SQLException {
		try (Connection connection = new SqliteConnections(this.file).openReader();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("select count(*) from kerground_task")) {
			return rows.getInt(1);
		}
	}

	@Test
	void whileAnotherProcessHoldsTheLockASendThrowsInTimeAndIsNotStored() throws Exception {
		try (TaskRepository store = open(Duration.ofMillis(500), SqliteConnections.EXISTING);
				Connection other = new SqliteConnections(this.file).openPlain();
				Statement statement = other.createStatement()) {
			statement.execute("begin immediate");
			for (int i = 0; i < 3; i++) {
				long begun = TaskClock.system().nanos();
				assertThatExceptionOfType(StoreException.class).isThrownBy(() -> send(store))
					.satisfies((ex) -> assertThat(ex.isOutcomeUnknown()).isFalse());
				assertThat(Duration.ofNanos(TaskClock.system().nanos() - begun)).isLessThan(Duration.ofSeconds(20));
			}
			patiently().until(() -> store.state().failure() != null);
			statement.execute("rollback");
			patiently().until(() -> store.state().failure() == null);
			assertThat(rows()).isZero();
			assertThat(store.status(send(store))).isPresent();
		}
	}

	@Test
	void fileThatWasRenamedIsNoticedAndNothingIsLostWhenItComesBack() throws Exception {
		Path elsewhere = this.folder.resolve("elsewhere.db");
		try (TaskRepository store = open()) {
			this.intake.demand = TestIntake.slots(1);
			UUID before = send(store);
			Files.move(this.file, elsewhere);
			assertThat(store.state().failure()).contains("removed or renamed");
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> send(store))
				.withMessageContaining("removed or renamed while it was open");
			store.settle(this.intake.take(), new TaskOutcome.Finish(null), 1);
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> send(store))
				.satisfies((ex) -> assertThat(ex.isOutcomeUnknown()).isFalse());
			assertThat(this.file).doesNotExist();
			assertThat(store.state().failure()).contains("removed or renamed");
			Files.move(elsewhere, this.file);
			patiently().until(() -> store.state().failure() == null);
			UUID after = send(store);
			assertThat(this.intake.takeSettled().won()).isTrue();
			assertThat(store.status(before)).contains(TaskStatus.FINISHED);
			assertThat(store.status(after)).isPresent();
		}
		try (TaskRepository again = open()) {
			assertThat(again.stats().counts().stream().mapToLong((count) -> count.tasks()).sum()).isBetween(2L, 3L);
		}
	}

	@Test
	void fileThatTakesThePlaceOfTheStoreIsLeftAlone() throws Exception {
		Path other = this.folder.resolve("other.db");
		SqliteStore
			.open(new SqliteSettings(other, Durability.NORMAL, PATIENCE, "kerground_", true), TaskClock.system(),
					(events, nanos) -> assertThat(nanos).isNotNegative(), EngineThreads.factory("other-store-"))
			.close();
		byte[] bytes = Files.readAllBytes(other);
		Path moved = this.folder.resolve("moved.db");
		UUID before;
		try (TaskRepository store = open()) {
			before = send(store);
			Files.move(this.file, moved);
			Files.move(other, this.file);
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> send(store))
				.withMessageContaining("replaced by another one")
				.withMessageContaining("put the file back");
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> send(store));
			assertThat(store.state().failure()).contains("replaced");
		}
		assertThat(Files.readAllBytes(this.file)).isEqualTo(bytes);
		// the log was moved into the file that was moved, so it is whole without its log
		assertThat(SqliteFile.size(Path.of(this.file + "-wal"))).isLessThanOrEqualTo(0);
		try (TaskRepository store = SqliteStore.open(
				new SqliteSettings(moved, Durability.NORMAL, PATIENCE, "kerground_", true), TaskClock.system(),
				(events, nanos) -> assertThat(nanos).isNotNegative(), EngineThreads.factory("moved-store-"))) {
			assertThat(store.status(before)).isPresent();
		}
	}

	@Test
	void removedFileIsNotMadeAnew() throws IOException {
		try (TaskRepository store = open()) {
			send(store);
			Files.delete(this.file);
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> send(store));
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> send(store));
			assertThat(store.state().failure()).contains("removed");
			assertThat(this.file).doesNotExist();
		}
		assertThat(this.file).doesNotExist();
	}

	@Test
	void closingEndsInTimeAndTellsHowManyOutcomesAreLostWhenTheStoreCanNotBeWritten() throws Exception {
		Logger writer = (Logger) LoggerFactory.getLogger(GroupCommit.class);
		writer.addAppender(this.log);
		FaultyConnections faults = new FaultyConnections("outage-store-");
		TaskRepository store = open(Duration.ofSeconds(5), faults);
		this.intake.demand = TestIntake.slots(2);
		send(store);
		send(store);
		ClaimedTask first = this.intake.take();
		ClaimedTask second = this.intake.take();
		faults.arm(new FaultyConnections.Fault(1, true, FaultyConnections.Moment.BEFORE,
				SQLiteErrorCode.SQLITE_IOERR_WRITE));
		store.settle(first, new TaskOutcome.Finish(null), 1);
		patiently().until(() -> store.state().failure() != null);
		store.settle(second, new TaskOutcome.Finish(null), 1);
		CompletableFuture<Void> closing = CompletableFuture.runAsync(store::close,
				EngineThreads.perTask(EngineThreads.factory("test-close-")));
		assertThat(closing).succeedsWithin(PATIENCE);
		writer.detachAppender(this.log);
		assertThat(logged(Level.ERROR)).hasSize(1)
			.first()
			.asString()
			.startsWith("2 outcomes of tasks could not be stored");
	}

	@Test
	void aSendGoesOnWhenAnotherProcessGivesTheLockBack() {
		FaultyConnections faults = new FaultyConnections("outage-store-");
		try (TaskRepository store = open(Duration.ofSeconds(30), faults)) {
			send(store);
			for (int call = 1; call < 3; call++) {
				faults.arm(new FaultyConnections.Fault(1, false, FaultyConnections.Moment.BEFORE,
						SQLiteErrorCode.SQLITE_BUSY));
				assertThat(store.status(send(store))).isPresent();
				assertThat(faults.heal()).isTrue();
			}
			assertThat(store.state().failure()).isNull();
			assertThat(logged(Level.WARN)).isEmpty();
		}
	}

	@Test
	void whatACallerHasLeftBeforeTheWriterBeganIsNotWritten() {
		FaultyConnections faults = new FaultyConnections("outage-store-");
		try (TaskRepository store = open(Duration.ofMillis(500), faults)) {
			NewTask kept = TestTasks.task("a.b", TaskClock.system());
			store.send(List.of(kept));
			// the database does not answer to BEGIN
			faults.arm(new FaultyConnections.Fault(1, false, FaultyConnections.Moment.HELD, SQLiteErrorCode.SQLITE_OK));
			NewTask left = TestTasks.task("a.b", TaskClock.system());
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.send(List.of(left)))
				.withMessageContaining("did not begin to write")
				.satisfies((ex) -> assertThat(ex.isOutcomeUnknown()).isFalse());
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.delete(kept.id()))
				.satisfies((ex) -> assertThat(ex.isOutcomeUnknown()).isFalse());
			assertThat(faults.heal()).isTrue();
			patiently().until(() -> isSent(store));
			assertThat(store.status(left.id())).isEmpty();
			assertThat(store.status(kept.id())).isPresent();
		}
	}

	private static boolean isSent(TaskRepository store) {
		try {
			return store.status(send(store)).isPresent();
		}
		catch (StoreException ex) {
			return false;
		}
	}

	@Test
	void whoSettlesWaitsWhileTooManyOutcomesWaitButNotWhileTheStoreCanNotBeWritten() {
		Backlog backlog = new Backlog(2);
		backlog.add();
		backlog.add();
		AtomicReference<Thread> settler = new AtomicReference<>();
		CompletableFuture<Void> third = addTo(backlog, settler);
		assertWaits(settler, third);
		backlog.setUnlimited(true);
		assertThat(third).succeedsWithin(PATIENCE);
		backlog.setUnlimited(false);
		CompletableFuture<Void> fourth = addTo(backlog, settler);
		assertWaits(settler, fourth);
		backlog.remove(2);
		assertThat(fourth).succeedsWithin(PATIENCE);
	}

	private static CompletableFuture<Void> addTo(Backlog backlog, AtomicReference<Thread> settler) {
		settler.set(null);
		return CompletableFuture.runAsync(() -> {
			settler.set(Thread.currentThread());
			backlog.add();
		}, EngineThreads.perTask(EngineThreads.factory("test-settler-")));
	}

	private static void assertWaits(AtomicReference<Thread> settler, CompletableFuture<Void> settled) {
		patiently().until(
				() -> settled.isDone() || (settler.get() != null && settler.get().getState() == Thread.State.WAITING));
		assertThat(settled).isNotDone();
	}

	@Test
	void noNumberOfOutcomesHoldsTheirThreadsUpForGood() {
		FaultyConnections faults = new FaultyConnections("outage-store-");
		try (TaskRepository store = open(Duration.ofSeconds(30), faults)) {
			this.intake.demand = TestIntake.slots(1);
			send(store);
			ClaimedTask task = this.intake.take();
			faults.arm(
					new FaultyConnections.Fault(1, true, FaultyConnections.Moment.BEFORE, SQLiteErrorCode.SQLITE_FULL));
			store.settle(task, new TaskOutcome.Finish(null), 1);
			patiently().until(() -> store.state().failure() != null);
			assertThat(settle(store, task, MORE_THAN_THE_BACKLOG)).as("while nothing can be stored")
				.succeedsWithin(PATIENCE);
			faults.heal();
			patiently().until(() -> store.state().failure() == null);
			assertThat(settle(store, task, 2 * MORE_THAN_THE_BACKLOG)).as("what is stored makes room")
				.succeedsWithin(PATIENCE);
			patiently().until(() -> this.intake.settled.size() == 1 + 3 * MORE_THAN_THE_BACKLOG);
			assertThat(this.intake.settled.stream().filter(TestIntake.Settled::won)).hasSize(1);
		}
	}

	private static CompletableFuture<Void> settle(TaskRepository store, ClaimedTask task, int times) {
		return CompletableFuture.runAsync(() -> {
			for (int i = 0; i < times; i++) {
				store.settle(task, new TaskOutcome.Finish(null), 1);
			}
		}, EngineThreads.perTask(EngineThreads.factory("test-settler-")));
	}

}

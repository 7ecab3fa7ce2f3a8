package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.FailureMute;
import io.kerground.core.KergroundSetupException;
import io.kerground.core.MisfirePolicy;
import io.kerground.core.MutableClock;
import io.kerground.core.NewBatch;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.Schedule;
import io.kerground.core.ScheduleDefinition;
import io.kerground.core.ScheduleRepository.Declaration;
import io.kerground.core.ScheduleRepository.Start;
import io.kerground.core.StoredSchedule;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskError;
import io.kerground.core.TaskFuse;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskProgress;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStatus;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a move between a file and a database keeps, whatever the database is.
 */
abstract class StoreTransferContract {

	private static final String PREFIX = "kerground_";

	private static final TaskError ERROR = new TaskError("java.io.IOException", "näin", "trace\n\tat x");

	private static final TaskOutcome FINISH = new TaskOutcome.Finish(TestTasks.json("\"grün ✓\""));

	private static final TransferLimits AT_ONCE = new TransferLimits(Duration.ZERO, Duration.ZERO, Duration.ofHours(1));

	@TempDir
	Path folder;

	final MutableClock clock = new MutableClock();

	private final List<AutoCloseable> opened = new ArrayList<>();

	private HikariDataSource database;

	private Side file;

	abstract HikariDataSource newDatabase();

	@BeforeEach
	void open() {
		this.database = newDatabase();
		this.file = new Side(file("tasks.db"));
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable each : this.opened) {
			each.close();
		}
		this.database.close();
	}

	private Path file(String name) {
		return this.folder.resolve(name);
	}

	private TransferReport move(TransferLimits limits) {
		return StoreTransfer.ofFile(file("tasks.db"), PREFIX, this.database, PREFIX, TaskClock.system(), (text) -> {
		}).run(limits);
	}

	private TransferReport moveBack(String name) {
		return StoreTransfer.intoFile(this.database, PREFIX, file(name), PREFIX, TaskClock.system(), (text) -> {
		}).run(AT_ONCE);
	}

	private List<String> contents(String name) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file(name))) {
			return StoreContents.of(connection);
		}
	}

	private void execute(String name, String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file(name));
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Test
	void everythingComesBackAsItWas() throws SQLException {
		fill(this.file);
		this.file.store.close();
		execute("tasks.db", "insert into kerground_log (seq, fence, attempt, content)"
				+ " select seq, fence, attempt, 'größer' from kerground_task where status in (4, 5)");
		List<String> before = contents("tasks.db");
		assertThat(before).hasSizeGreaterThan(60)
			.anyMatch((line) -> line.startsWith("task") && line.contains("a=b"))
			.anyMatch((line) -> line.startsWith("follower") && line.contains("a=b"))
			.anyMatch((line) -> line.startsWith("log"))
			.anyMatch((line) -> line.startsWith("mute"));
		TransferReport there = move(AT_ONCE);
		assertThat(there.isComplete()).isTrue();
		assertThat(there.total().copied()).isEqualTo(there.total().equal()).isGreaterThan(20);
		assertThat(StoreContents.of(this.database)).isEqualTo(before);
		assertThat(contents("tasks.db")).allMatch(StoreTransferContract::isPause);
		assertThat(moveBack("back.db").isComplete()).isTrue();
		assertThat(contents("back.db")).isEqualTo(before);
		assertThat(StoreContents.of(this.database)).allMatch(StoreTransferContract::isPause);
	}

	private static boolean isPause(String line) {
		return line.startsWith("paused") || line.startsWith("fuse") || line.startsWith("mute");
	}

	@Test
	void nothingOfTheMoveIsLeftInEitherStore() throws SQLException {
		this.file.send(task("a.b"));
		assertThat(move(AT_ONCE).isComplete()).isTrue();
		try (TransferStore from = TransferStore.open(file("tasks.db"), PREFIX, false, this.clock);
				TransferStore into = TransferStore.open(this.database, PREFIX, false, this.clock)) {
			for (String table : List.of("move", "moving", "moving_batch", "moving_schedule", "arrived")) {
				assertThat(from.hasTable(table)).as(table).isFalse();
				assertThat(into.hasTable(table)).as(table).isFalse();
			}
		}
	}

	@Test
	void aTaskThatRunsStaysUntilItHasEnded() {
		NewTask running = this.file.send(task("a.b"));
		ClaimedTask claimed = this.file.claim();
		NewTask waiting = this.file.send(task("a.b"));
		TransferReport first = move(AT_ONCE);
		assertThat(first.isComplete()).isFalse();
		assertThat(first.left()).isEqualTo(1);
		Side there = new Side(this.database);
		assertThat(there.claim().reference().id()).isEqualTo(waiting.id());
		assertThat(there.store.status(running.id())).isEmpty();
		assertThat(this.file.settle(claimed, FINISH)).isTrue();
		assertThat(move(AT_ONCE).isComplete()).isTrue();
		assertThat(there.store.find(running.id()).orElseThrow().response()).isEqualTo("\"grün ✓\"");
	}

	@Test
	void whatIsMovedIsNotRunInTheSourceAnyMoreAndItsIdStaysTaken() {
		this.file.send(task("a.b"));
		this.file.claim();
		NewTask moved = this.file.send(TestTasks.owned(TestTasks.id(), "a.b", "[1]", this.clock));
		assertThat(move(AT_ONCE).left()).isEqualTo(1);
		this.file.store.send(List.of(moved));
		this.file.intake.demand = TestIntake.slots(5);
		this.file.store.requestClaim();
		this.file.store.beat(-1);
		assertThat(this.file.intake.claimed).isEmpty();
		assertThat(this.file.store.retry(moved.id())).isFalse();
		assertThat(new Side(this.database).claim().reference().id()).isEqualTo(moved.id());
	}

	@Test
	void whatIsSentToTheSourceLaterIsMovedByTheNextRun() {
		this.file.send(task("a.b"));
		assertThat(move(AT_ONCE).total().copied()).isEqualTo(1);
		NewTask later = this.file.send(task("a.b"));
		assertThat(move(AT_ONCE).total().copied()).isEqualTo(1);
		assertThat(new Side(this.database).store.status(later.id())).contains(TaskStatus.PENDING);
	}

	@Test
	void otherTasksOfTheTargetStayAsTheyAre() throws SQLException {
		Side there = new Side(this.database);
		there.send(task("c.d"));
		there.send(task("x.y"));
		List<String> before = StoreContents.of(this.database);
		this.file.send(task("a.b"));
		assertThat(move(AT_ONCE).isComplete()).isTrue();
		assertThat(StoreContents.of(this.database)).containsAll(before).hasSize(before.size() + 2);
	}

	@Test
	void aTaskWhoseIdIsTakenInTheTargetIsHeldUntilOneOfThemIsDeleted() {
		UUID id = TestTasks.id();
		this.file.send(TestTasks.owned(id, "a.b", "[1]", this.clock));
		this.file.send(task("a.b"));
		Side there = new Side(this.database);
		there.send(TestTasks.owned(id, "c.d", "[2]", this.clock));
		TransferReport report = move(AT_ONCE);
		assertThat(report.conflicts()).containsExactly(id);
		assertThat(report.isComplete()).isFalse();
		assertThat(there.store.find(id).orElseThrow().name()).isEqualTo("c.d");
		assertThat(there.store.delete(id)).isTrue();
		assertThat(move(AT_ONCE).isComplete()).isTrue();
		assertThat(there.store.find(id).orElseThrow().name()).isEqualTo("a.b");
	}

	@Test
	void aCancelInTheSourceReachesTheCopy() {
		this.file.send(task("a.b"));
		ClaimedTask running = this.file.claim();
		NewTask task = this.file.send(task("a.b"));
		move(AT_ONCE);
		assertThat(this.file.store.cancel(task.id())).isTrue();
		this.file.settle(running, FINISH);
		assertThat(move(AT_ONCE).isComplete()).isTrue();
		assertThat(new Side(this.database).store.status(task.id())).contains(TaskStatus.CANCELLED);
	}

	@Test
	void aBatchIsMovedAsAWholeWhenNoneOfItsTasksRuns() {
		NewTask first = task("a.b");
		NewTask second = task("a.b");
		NewBatch batch = batch(true, first, second);
		this.file.store.send(batch);
		ClaimedTask running = this.file.claim();
		assertThat(move(AT_ONCE).left()).isEqualTo(3);
		this.file.settle(running, FINISH);
		assertThat(move(AT_ONCE).isComplete()).isTrue();
		Side there = new Side(this.database);
		ClaimedTask next = there.claim();
		assertThat(next.reference().id()).isEqualTo(second.id());
		there.settle(next, FINISH);
		assertThat(there.store.batch(batch.id()).orElseThrow().finished()).isEqualTo(2);
	}

	@Test
	void aTaskThatIsSentAfterOneThatWasMovedFollowsItsCopy() {
		this.file.send(task("a.b"));
		ClaimedTask running = this.file.claim();
		NewTask first = this.file.send(task("a.b"));
		move(AT_ONCE);
		NewTask waits = this.file.send(TestTasks.after(first.id(), "c.d", this.clock));
		move(AT_ONCE);
		Side there = new Side(this.database);
		assertThat(there.store.find(waits.id()).orElseThrow().blockedBy()).isEqualTo(first.id());
		NewTask late = this.file.send(TestTasks.after(first.id(), "c.d", this.clock));
		there.settle(there.claim(), FINISH);
		this.file.settle(running, FINISH);
		assertThat(move(AT_ONCE).isComplete()).isTrue();
		assertThat(there.store.status(waits.id())).contains(TaskStatus.PENDING);
		assertThat(there.store.status(late.id())).contains(TaskStatus.PENDING);
	}

	@Test
	void aScheduleFiresInOneOfTheStoresOnly() {
		register(this.file);
		assertThat(this.file.store.schedules().fire("a.b", 1000, 2000L, task("a.b"))).isTrue();
		ClaimedTask running = this.file.claim();
		Side there = new Side(this.database);
		register(there);
		assertThat(move(AT_ONCE).left()).as("the run and its schedule").isEqualTo(2);
		assertThat(this.file.store.schedules().fire("a.b", 2000, 3000L, task("a.b"))).isFalse();
		this.file.settle(running, FINISH);
		assertThat(this.file.store.schedules().fire("a.b", 2000, 3000L, task("a.b"))).isFalse();
		assertThat(move(AT_ONCE).isComplete()).isTrue();
		StoredSchedule copy = there.store.schedules().schedules().get(0);
		assertThat(copy.nextAt()).isEqualTo(2000);
		assertThat(copy.paused()).isFalse();
		assertThat(copy.lastStatus()).isEqualTo(TaskStatus.FINISHED);
		assertThat(there.store.schedules().fire("a.b", 2000, 3000L, task("a.b"))).isTrue();
	}

	@Test
	void fencesNeitherRepeatNorFall() {
		UUID id = TestTasks.id();
		Side there = new Side(this.database);
		there.send(TestTasks.owned(id, "a.b", "[1]", this.clock));
		ClaimedTask before = there.claim();
		there.settle(before, FINISH);
		there.store.delete(id);
		this.clock.advance(Duration.ofDays(-10));
		this.file.send(TestTasks.owned(id, "a.b", "[1]", this.clock));
		assertThat(move(AT_ONCE).isComplete()).isTrue();
		ClaimedTask after = there.claim();
		assertThat(after.fence()).isGreaterThan(before.fence());
		there.settle(after, FINISH);
		there.store.delete(id);
		assertThat(moveBack("tasks.db").isComplete()).isTrue();
		this.file.send(TestTasks.owned(id, "a.b", "[1]", this.clock));
		assertThat(this.file.claim().fence()).isGreaterThan(after.fence());
	}

	@Test
	void tasksOfADeadNodeAreTakenBack() {
		NewTask task = this.file.send(task("a.b"));
		this.file.claim();
		TransferReport report = move(new TransferLimits(Duration.ofSeconds(60), Duration.ZERO, Duration.ofMillis(300)));
		assertThat(report.isComplete()).isTrue();
		Side there = new Side(this.database);
		assertThat(there.claim().reference().id()).isEqualTo(task.id());
		assertThat(there.store.find(task.id()).orElseThrow().crashes()).isEqualTo(1);
	}

	@Test
	void aStoreWithANewerSchemaIsRefused() throws SQLException {
		new Side(this.database);
		String newer = "insert into kerground_schema (version, name, checksum, applied_at) values (2, 'V2', 'x', 1)";
		try (Connection connection = this.database.getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(newer);
		}
		assertThatThrownBy(() -> move(AT_ONCE)).isInstanceOf(KergroundSetupException.class)
			.hasMessageContaining("have version 2");
		execute("tasks.db", newer);
		assertThatThrownBy(() -> move(AT_ONCE)).isInstanceOf(KergroundSetupException.class)
			.hasMessageContaining("tasks.db");
	}

	@Test
	void aMoveThatWasBegunIsNotEndedIntoAnotherStoreNorTurnedRound() {
		this.file.send(task("a.b"));
		this.file.claim();
		this.file.send(task("a.b"));
		assertThat(move(AT_ONCE).left()).isEqualTo(1);
		try (HikariDataSource other = newDatabase()) {
			assertThatThrownBy(
					() -> StoreTransfer.ofFile(file("tasks.db"), PREFIX, other, PREFIX, TaskClock.system(), (text) -> {
					}).run(AT_ONCE))
				.isInstanceOf(KergroundSetupException.class)
				.hasMessageContaining("another store");
		}
		assertThatThrownBy(() -> moveBack("tasks.db")).isInstanceOf(KergroundSetupException.class)
			.hasMessageContaining("not over");
	}

	@Test
	void aRunThatWasKilledBetweenCopyAndNoteMakesNoSecondCopy() throws SQLException {
		this.file.send(task("a.b"));
		ClaimedTask running = this.file.claim();
		NewTask waiting = this.file.send(task("c.d"));
		NewTask pruned = this.file.send(task("c.d"));
		move(AT_ONCE);
		execute("tasks.db", "update kerground_moving set state = 0");
		Side there = new Side(this.database);
		there.settle(there.claim(waiting), FINISH);
		there.settle(there.claim(pruned), FINISH);
		there.store.delete(pruned.id());
		this.file.settle(running, FINISH);
		TransferReport report = move(AT_ONCE);
		assertThat(report.conflicts()).isEmpty();
		assertThat(there.store.status(waiting.id())).contains(TaskStatus.FINISHED);
		assertThat(there.store.status(pruned.id())).as("run and deleted, so not copied again").isEmpty();
		assertThat(report.total().wentOn()).isEqualTo(1);
		assertThat(report.total().removed()).isEqualTo(1);
		assertThat(report.isComplete()).isTrue();
	}

	@Test
	void aRunThatWasKilledBetweenHoldAndCopyCopiesWithTheNextOne() throws SQLException {
		NewTask task = this.file.send(task("a.b"));
		try (TransferStore from = TransferStore.open(file("tasks.db"), PREFIX, false, this.clock)) {
			String id = new TransferJournal(from).open();
			try (TransferStore into = TransferStore.open(this.database, PREFIX, true, this.clock)) {
				new TransferArrivals(into, id).register(false, 0);
			}
			TransferHolds holds = new TransferHolds(from);
			assertThat(holds.hold(TaskStatus.PENDING, holds.tasks(TaskStatus.PENDING, 10, 0), new ArrayList<>()))
				.isEqualTo(1);
		}
		assertThat(this.file.store.status(task.id())).contains(TaskStatus.BLOCKED);
		assertThat(move(AT_ONCE).isComplete()).isTrue();
		assertThat(new Side(this.database).claim().reference().id()).isEqualTo(task.id());
	}

	@Test
	void aCopyThatDiffersIsFound() throws SQLException {
		this.file.send(task("a.b"));
		this.file.claim();
		this.file.send(task("a.b"));
		move(AT_ONCE);
		try (Connection connection = this.database.getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("update kerground_task set max_attempts = 7");
		}
		TransferReport report = move(AT_ONCE);
		assertThat(report.total().different()).isEqualTo(1);
	}

	private NewTask task(String name) {
		return TestTasks.task(name, this.clock);
	}

	private static NewTask withHeaders(NewTask task) {
		return new NewTask(task.id(), task.ownId(), task.name(), task.queue(), task.priority(), task.maxAttempts(),
				task.runAt(), task.createdAt(), task.payload(), task.blockedBy(), "a=b");
	}

	private NewBatch batch(boolean sequential, Object... members) {
		List<NewBatch.Member> converted = new ArrayList<>();
		for (Object member : members) {
			converted.add((member instanceof NewBatch inner) ? new NewBatch.Member(null, inner)
					: new NewBatch.Member((NewTask) member, null));
		}
		return new NewBatch(TestTasks.id(), sequential, true, this.clock.millis(), converted,
				List.of(new NewBatch.Follower(NewBatch.Moment.SUCCESS, withHeaders(task("c.d")), 5),
						new NewBatch.Follower(NewBatch.Moment.FAILURE, task("c.d"), 0)));
	}

	private void register(Side side) {
		Schedule schedule = new Schedule.Interval(Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO,
				MisfirePolicy.SKIP, 1);
		side.store.schedules()
			.register("test", side.node.seq(),
					List.of(new Declaration(new ScheduleDefinition("a.b", schedule), 1000L)));
	}

	/**
	 * Stores rows of every kind.
	 */
	private void fill(Side side) {
		TaskRepository store = side.store;
		side.settle(side.claim(side.send(task("a.b"))), FINISH);
		side.settle(side.claim(side.send(task("a.b"))), new TaskOutcome.Finish(null));
		side.settle(side.claim(side.send(task("a.b"))), new TaskOutcome.Fail(ERROR));
		ClaimedTask retried = side.claim(side.send(task("c.d")));
		store.progress(retried, new TaskProgress(3, 7));
		side.settle(retried, new TaskOutcome.Retry(ERROR, this.clock.millis() + 60_000));
		side.settle(side.claim(side.send(task("c.d"))), new TaskOutcome.Snooze(this.clock.millis() + 60_000));
		store.cancel(side.send(task("a.b")).id());
		NewBatch inner = batch(false, task("a.b"), task("a.b"));
		NewTask first = task("a.b");
		store.send(batch(true, first, inner, task("c.d")));
		side.settle(side.claim(first), FINISH);
		store.send(batch(false));
		NewBatch cancelled = batch(true, task("a.b"), batch(false, task("c.d")));
		store.send(cancelled);
		store.cancelBatch(cancelled.id());
		store.schedules().pauseQueue("aside", true);
		store.schedules().pauseTasks("x.y", true);
		store.schedules().blow(new TaskFuse("c.e", "Its server is down", this.clock.instant(), null));
		store.schedules().mute(new FailureMute(UUID.randomUUID(), "Known", this.clock.instant(), null));
		store.schedules()
			.mute(new FailureMute(UUID.randomUUID(), "", this.clock.instant(), this.clock.instant().plusSeconds(60)));
		register(side);
		store.schedules().fire("a.b", 1000, 2000L, TestTasks.critical("a.b", this.clock));
		side.settle(side.claim(), FINISH);
		store.schedules().pause("a.b");
		store.schedules().resume("a.b", 9000L, new Start(Duration.ofSeconds(9), null, TaskPriority.HIGH));
		for (TaskPriority priority : TaskPriority.values()) {
			side.send(TestTasks.task("späte.aufgabe", "queue-" + priority, priority, this.clock.millis() + 100_000,
					this.clock.millis()));
		}
		side.send(withHeaders(task("x.y")));
		NewTask predecessor = side.send(task("x.y"));
		NewTask middle = side.send(TestTasks.after(predecessor.id(), "x.y", this.clock));
		side.send(TestTasks.after(middle.id(), "x.y", this.clock));
		for (int i = 0; i < 10; i++) {
			side.send(task("x.y"));
		}
	}

	/**
	 * A store with a node.
	 */
	private final class Side {

		final TestIntake intake = new TestIntake();

		final TaskRepository store;

		final Node node;

		Side(Path path) {
			this(SqliteStore.open(new SqliteSettings(path, Durability.NORMAL, Duration.ofSeconds(30), PREFIX, true),
					StoreTransferContract.this.clock, (events, nanos) -> assertThat(nanos).isNotNegative(),
					EngineThreads.factory("test-store-")));
		}

		Side(HikariDataSource source) {
			this(JdbcStore.open(new JdbcSettings(Duration.ofSeconds(30), PREFIX, true), source,
					StoreTransferContract.this.clock, (events, nanos) -> assertThat(nanos).isNotNegative(),
					EngineThreads.factory("test-store-")));
		}

		private Side(TaskRepository store) {
			this.store = store;
			StoreTransferContract.this.opened.add(store);
			this.node = TestTasks.node(store, StoreTransferContract.this.clock);
			store.attach(new ClaimScope(this.node.seq(), Set.of("a.b", "c.d"), Set.of(), 2, List.of(), Map.of()),
					this.intake);
		}

		NewTask send(NewTask task) {
			this.store.send(List.of(task));
			return task;
		}

		ClaimedTask claim() {
			this.intake.demand = TestIntake.slots(1);
			this.store.requestClaim();
			return this.intake.take();
		}

		ClaimedTask claim(NewTask expected) {
			ClaimedTask claimed = claim();
			assertThat(claimed.reference().id()).isEqualTo(expected.id());
			return claimed;
		}

		boolean settle(ClaimedTask task, TaskOutcome outcome) {
			this.store.settle(task, outcome, 1);
			boolean won = this.intake.takeSettled().won();
			this.store.beat(-1);
			return won;
		}

	}

}

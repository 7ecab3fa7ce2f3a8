package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.CommitListener;
import io.kerground.core.NewTask;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskError;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStatus;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Lets every single call of the database fail in turn and looks whether the store keeps
 * its promises: first the first call, then the second, until nothing is left that could
 * fail.
 */
@Timeout(300)
class StoreFaultTests {

	private static final CommitListener NOBODY = (events, nanos) -> {
	};

	/** Lasting faults take a pause each, so not every beginning is tried. */
	private static final int LASTING_STEP = 5;

	private static final int MORE_THAN_ALL_CALLS = 1000;

	@TempDir
	Path folder;

	private final FaultyConnections faults = new FaultyConnections("faulty-store-");

	private final TestIntake intake = new TestIntake();

	private final Map<UUID, String> stored = new HashMap<>();

	private final Map<UUID, String> notStored = new HashMap<>();

	private final List<UUID> unknown = new ArrayList<>();

	private Path file;

	private TaskRepository store;

	@BeforeEach
	void open() {
		this.file = this.folder.resolve("tasks.db");
		this.store = SqliteStore.open(
				new SqliteSettings(this.file, Durability.NORMAL, Duration.ofSeconds(30), "kerground_", true),
				TaskClock.system(), NOBODY, EngineThreads.factory("faulty-store-"), this.faults);
		long owner = TestTasks.node(this.store, TaskClock.system()).seq();
		Set<String> names = new HashSet<>();
		for (int i = 0; i < MORE_THAN_ALL_CALLS; i++) {
			names.add("a.b" + i);
		}
		this.store.attach(new ClaimScope(owner, names, Set.of(), 3), this.intake);
	}

	@AfterEach
	void close() {
		this.faults.heal();
		this.store.close();
	}

	@ParameterizedTest
	@CsvSource({ "false, BEFORE, SQLITE_FULL", "false, BEFORE, UNKNOWN_ERROR", "false, ROLLED_BACK, SQLITE_FULL",
			"false, AFTER, SQLITE_IOERR_FSYNC", "true, BEFORE, SQLITE_CORRUPT", "true, AFTER, SQLITE_IOERR" })
	void whateverCallFailsWhatWasAcknowledgedIsStoredAndTheStoreGoesOnByItself(boolean lasting,
			FaultyConnections.Moment moment, SQLiteErrorCode code) throws Exception {
		int call = 1;
		for (; call < MORE_THAN_ALL_CALLS; call += lasting ? LASTING_STEP : 1) {
			this.faults.arm(new FaultyConnections.Fault(call, lasting, moment, code));
			work("a.b" + call, "default");
			boolean fired = this.faults.heal();
			verify(call);
			if (!fired) {
				break;
			}
		}
		assertThat(call).as("calls of one scenario").isBetween(20, MORE_THAN_ALL_CALLS - 1);
		assertThat(this.notStored).isNotEmpty();
	}

	/**
	 * Sends, claims, settles and cancels, and notes what the store said.
	 */
	private void work(String name, String queue) {
		this.intake.demand = TestIntake.slots(2);
		send(task(name, queue), task(name, queue), task(name, queue));
		send(task(name, queue));
		List<ClaimedTask> running = new ArrayList<>();
		this.intake.claimed.drainTo(running);
		for (ClaimedTask task : running) {
			settle(task);
		}
		NewTask cancelled = task(name, queue);
		send(cancelled);
		try {
			this.store.cancel(cancelled.id());
		}
		catch (StoreException ex) {
			assertThat(ex).hasMessageContaining(this.file.toString());
		}
	}

	private static NewTask task(String name, String queue) {
		return TestTasks.task(name, queue, TaskPriority.NORMAL, 0, TaskClock.system().millis());
	}

	private void send(NewTask... tasks) {
		try {
			this.store.send(List.of(tasks));
			for (NewTask task : tasks) {
				this.stored.put(task.id(), task.name() + task.queue());
			}
		}
		catch (StoreException ex) {
			for (NewTask task : tasks) {
				if (ex.isOutcomeUnknown()) {
					this.unknown.add(task.id());
				}
				else {
					this.notStored.put(task.id(), task.name() + task.queue());
				}
			}
		}
	}

	private void settle(ClaimedTask task) {
		boolean even = task.seq() % 2 == 0;
		TaskOutcome outcome = even ? new TaskOutcome.Finish(TestTasks.json("7"))
				: new TaskOutcome.Fail(new TaskError("type", "message", "trace"));
		this.store.settle(task, outcome, 1);
	}

	private void verify(int call) throws Exception {
		await().atMost(Duration.ofSeconds(30))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> this.store.state().failure() == null && runRest() == 0);
		for (Map.Entry<UUID, String> entry : this.stored.entrySet()) {
			assertThat(this.store.find(entry.getKey())).as("acknowledged, fault at call %s", call)
				.hasValueSatisfying((task) -> assertThat(task.name() + task.queue()).isEqualTo(entry.getValue()))
				.hasValueSatisfying((task) -> assertThat(task.status().isFinal()).isTrue());
		}
		for (UUID id : this.notStored.keySet()) {
			assertThat(this.store.status(id)).as("refused, fault at call %s", call).isEmpty();
		}
		assertCountersAreRows(call);
		this.stored.clear();
	}

	/**
	 * Runs what is left and returns how many tasks have not ended.
	 */
	private long runRest() {
		this.intake.demand = TestIntake.slots(10);
		this.store.requestClaim();
		List<ClaimedTask> running = new ArrayList<>();
		this.intake.claimed.drainTo(running);
		running.forEach(this::settle);
		return this.store.stats()
			.counts()
			.stream()
			.filter((count) -> !count.status().isFinal())
			.mapToLong((count) -> count.tasks())
			.sum();
	}

	private void assertCountersAreRows(int call) throws SQLException {
		Map<TaskStatus, Long> rows = new HashMap<>();
		try (Connection connection = new SqliteConnections(this.file).openReader();
				Statement statement = connection.createStatement();
				ResultSet found = statement.executeQuery("select status, count(*) from kerground_task group by 1")) {
			while (found.next()) {
				rows.put(TaskStatus.ofCode(found.getInt(1)), found.getLong(2));
			}
		}
		for (TaskStatus status : TaskStatus.values()) {
			assertThat(this.store.stats().count(status)).as("%s, fault at call %s", status, call)
				.isEqualTo(rows.getOrDefault(status, 0L));
		}
	}

}

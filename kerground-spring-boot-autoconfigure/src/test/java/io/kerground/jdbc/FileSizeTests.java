package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.NewTask;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRepository.PruneRule;
import io.kerground.core.TaskStatus;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * That a store through which many tasks go stays as large as what it held at once.
 */
@Timeout(180)
class FileSizeTests {

	private static final int TASKS = 1000;

	private static final int FEW_ROUNDS = 3;

	private static final int MANY_ROUNDS = 20;

	@TempDir
	Path folder;

	private final TestIntake intake = new TestIntake();

	@Test
	void theFileDoesNotGrowWithTheTasksThatWentThrough() throws SQLException {
		Path file = this.folder.resolve("tasks.db");
		try (TaskRepository store = SqliteStore.open(
				new SqliteSettings(file, Durability.NORMAL, Duration.ofSeconds(30), "kerground_", true),
				TaskClock.system(), (events, nanos) -> assertThat(nanos).isNotNegative(),
				EngineThreads.factory("sized-store-"))) {
			store.attach(new ClaimScope(TestTasks.node(store, TaskClock.system()).seq(), Set.of("a.b"), Set.of(), 3),
					this.intake);
			long few = 0;
			for (int round = 1; round <= MANY_ROUNDS; round++) {
				passThrough(store);
				few = (round == FEW_ROUNDS) ? pages(file) : few;
			}
			assertThat(pages(file)).isLessThanOrEqualTo(few + few / 10);
			assertThat(store.stats().counts()).allSatisfy((count) -> assertThat(count.tasks()).isZero());
		}
	}

	/**
	 * Sends, runs and prunes tasks.
	 */
	private void passThrough(TaskRepository store) {
		List<NewTask> tasks = new ArrayList<>();
		for (int i = 0; i < TASKS; i++) {
			tasks.add(new NewTask(TestTasks.id(), false, "a.b", "default", TaskPriority.NORMAL, 3, 0,
					TaskClock.system().millis(), new byte[500], null));
		}
		store.send(tasks);
		this.intake.demand = TestIntake.slots(TASKS);
		store.requestClaim();
		for (int i = 0; i < TASKS; i++) {
			ClaimedTask task = this.intake.take();
			store.settle(task, new TaskOutcome.Finish(new byte[500]), 1);
		}
		await().atMost(Duration.ofSeconds(60)).until(() -> store.stats().count(TaskStatus.FINISHED) == TASKS);
		PruneRule all = new PruneRule(TaskStatus.FINISHED, null, Set.of(), 0, Long.MAX_VALUE);
		int pruned = 0;
		while (pruned < TASKS) {
			pruned += store.prune(all, 200);
		}
	}

	private static long pages(Path file) throws SQLException {
		try (Connection connection = new SqliteConnections(file).openReader()) {
			return Long.parseLong(SqliteConnections.pragma(connection, "page_count"));
		}
	}

}

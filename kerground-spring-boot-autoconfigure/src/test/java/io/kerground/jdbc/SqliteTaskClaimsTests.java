package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskError;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is claimed on an SQLite file.
 */
class SqliteTaskClaimsTests extends TaskClaimsContract {

	@TempDir
	Path folder;

	@Override
	StoreFixture fixture() {
		return new StoreFixture(this.folder);
	}

	@Test
	void tasksThatMayNotBeStartedArePassedOverOnce() throws SQLException {
		int waiting = 10_000;
		AtomicLong work = new AtomicLong();
		try (StoreFixture counted = new StoreFixture(this.folder.resolve("counted"), "kerground_",
				CountingConnections.of(work))) {
			counted.limitName("test.limited", 1);
			counted.repository.schedules().pauseTasks("test.paused", true);
			sendMany(counted, waiting, "test.limited");
			sendMany(counted, waiting, "test.paused");
			sendMany(counted, waiting, "test.unknown");
			counted.send(TaskPriority.NORMAL, "default", "test.unknown", counted.clock.millis() + 5_000);
			ClaimedTask limited = counted.claimOne();
			counted.send();
			ClaimedTask known = counted.claim(1).get(0);
			work.set(0);
			for (int i = 0; i < 5; i++) {
				counted.settle(limited, new TaskOutcome.Retry(new TaskError("Wrong", "", ""), 0));
				counted.settle(known, new TaskOutcome.Finish(null));
				UUID sent = counted.send();
				List<ClaimedTask> both = counted.claim(2);
				assertThat(both).extracting((task) -> task.reference().id())
					.containsExactly(limited.reference().id(), sent);
				limited = both.get(0);
				known = both.get(1);
			}
			assertThat(work).as("steps of the database").hasValueLessThan(waiting);
		}
	}

	private static void sendMany(StoreFixture store, int tasks, String name) {
		for (int sent = 0; sent < tasks; sent += TaskRepository.SEND_LIMIT) {
			store.repository.send(IntStream.range(0, TaskRepository.SEND_LIMIT)
				.mapToObj((i) -> StoreFixture.task(UUID.randomUUID(), TaskPriority.NORMAL, "default", name, 0, null))
				.toList());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { TaskStatements.CANDIDATES, TaskStatements.CANDIDATES_BEHIND })
	void theHeadOfASliceIsFoundInTheIndexAlone(String candidates) throws SQLException {
		String sql = new TaskStatements("kerground_", SqliteDialect.INSTANCE).sql(candidates)
			.replace("${names}", "and name in (1, 2)");
		try (Connection connection = this.store.open();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("explain query plan " + sql.replace("?", "1"))) {
			List<String> plan = new ArrayList<>();
			while (rows.next()) {
				plan.add(rows.getString("detail"));
			}
			assertThat(plan).allMatch((line) -> line.matches("MERGE.*|LEFT|RIGHT"
					+ "|SEARCH kerground_task USING COVERING INDEX kerground_ready \\(queue=\\? AND priority=\\?.*"));
			assertThat(plan).filteredOn((line) -> line.startsWith("SEARCH"))
				.hasSize(candidates.equals(TaskStatements.CANDIDATES) ? 1 : 2);
		}
	}

}

package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

import io.kerground.core.ClaimedTask;
import io.kerground.core.Task;
import io.kerground.core.TaskAttempt;
import io.kerground.core.TaskError;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However often a task is tried, what is kept of it has a limit.
 */
@Timeout(180)
class TaskHistoryTests {

	private static final int KEPT = 100;

	@TempDir
	Path folder;

	private StoreFixture store;

	@BeforeEach
	void open() {
		this.store = new StoreFixture(this.folder);
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	@Test
	void ofAThousandRetriesTheLatestAreKept() throws SQLException {
		UUID id = this.store.send();
		for (int i = 1; i <= 1_000; i++) {
			ClaimedTask task = this.store.claimOne();
			assertThat(this.store.settle(task, new TaskOutcome.Retry(error(i), this.store.clock.millis()))).isTrue();
		}
		assertThat(rows()).isEqualTo(KEPT);
		List<TaskAttempt> attempts = find(id).attempts();
		assertThat(attempts).extracting(TaskAttempt::attempt).startsWith(901).endsWith(1_000);
		assertThat(attempts.get(KEPT - 1).error()).isEqualTo(error(1_000));
	}

	@Test
	void ofManyRetriesByHandTheLatestAreKeptThoughTheirNumbersBeginAnew() throws SQLException {
		UUID id = this.store.send();
		for (int i = 1; i <= 250; i++) {
			assertThat(this.store.settle(this.store.claimOne(), new TaskOutcome.Fail(error(i)))).isTrue();
			assertThat(this.store.repository.retry(id)).isTrue();
		}
		assertThat(rows()).isEqualTo(KEPT);
		assertThat(find(id).attempts()).allSatisfy((attempt) -> assertThat(attempt.attempt()).isEqualTo(1));
		assertThat(find(id).attempts().get(KEPT - 1).error()).isEqualTo(error(250));
	}

	@Test
	void aThousandSnoozesAndReleasesLeaveNothing() throws SQLException {
		UUID id = this.store.send();
		for (int i = 1; i <= 1_000; i++) {
			ClaimedTask task = this.store.claimOne();
			TaskOutcome outcome = (i % 2 == 0) ? new TaskOutcome.Release()
					: new TaskOutcome.Snooze(this.store.clock.millis());
			assertThat(this.store.settle(task, outcome)).isTrue();
		}
		assertThat(rows()).isZero();
		Task task = find(id);
		assertThat(task.status()).isEqualTo(TaskStatus.PENDING);
		assertThat(task.attempt()).isZero();
		assertThat(task.attempts()).isEmpty();
	}

	private static TaskError error(int number) {
		return new TaskError("type", "message " + number, "trace");
	}

	private Task find(UUID id) {
		return this.store.repository.find(id).orElseThrow();
	}

	private int rows() throws SQLException {
		try (Connection connection = this.store.open();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("select count(*) from kerground_attempt")) {
			rows.next();
			return rows.getInt(1);
		}
	}

}

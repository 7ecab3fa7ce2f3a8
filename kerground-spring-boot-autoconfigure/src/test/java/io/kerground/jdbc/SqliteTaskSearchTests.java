package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.kerground.core.TaskClock;
import io.kerground.core.TaskFilter;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskQueries;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStatus;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How tasks are found in an SQLite file, and how much the database does for it.
 */
class SqliteTaskSearchTests extends TaskSearchContract {

	private static final TaskQuery NOTHING = TaskQuery.all()
		.status(TaskStatus.FAILED)
		.filter(new TaskFilter(null, null, "nothing like this", true, null, 0));

	@TempDir
	Path folder;

	@Override
	StoreFixture fixture() {
		return new StoreFixture(this.folder);
	}

	private void sendMany(int tasks) {
		for (int sent = 0; sent < tasks; sent += TaskRepository.SEND_LIMIT) {
			this.store.repository.send(IntStream.range(0, Math.min(tasks, TaskRepository.SEND_LIMIT))
				.mapToObj((i) -> StoreFixture.task(UUID.randomUUID(), TaskPriority.NORMAL, "default", "test.unknown", 0,
						null))
				.toList());
		}
	}

	/**
	 * Lets all pending tasks have ended, in place of running each.
	 */
	private void end(TaskStatus status) throws SQLException {
		String code = String.valueOf(status.code());
		try (Connection connection = this.store.open(); Statement statement = connection.createStatement()) {
			statement.execute("update kerground_task set status = " + code
					+ ", attempt = 1, started_at = created_at, finished_at = seq where status = 2");
			statement.execute("insert into kerground_attempt select seq, fence, 1, 'fail', started_at, finished_at,"
					+ " 'java.io.IOException', 'Connection refused', hex(zeroblob(4000)) from kerground_task"
					+ " where status = 5 and seq not in (select seq from kerground_attempt)");
			statement.execute("update kerground_count set tasks = 0");
			statement.execute("insert or replace into kerground_count (queue, name, status, tasks)"
					+ " select queue, name, status, count(*) from kerground_task group by queue, name, status");
		}
	}

	/**
	 * Returns how many steps of the database a look costs. It has a connection of its
	 * own, since those of the store count for themselves, to end what takes too long.
	 */
	private long steps(Consumer<TaskQueries> look) throws SQLException {
		AtomicLong work = new AtomicLong();
		TaskStatements statements = new TaskStatements("kerground_", SqliteDialect.INSTANCE);
		try (Connection connection = CountingConnections.of(work).open("jdbc:sqlite:" + this.store.file)) {
			TaskQueries queries = new JdbcTaskQueries(new OneReader(connection), statements,
					new Dictionary(statements.sql("${p}queue")), new Dictionary(statements.sql("${p}name")),
					this.store.clock, (failure) -> this.store.repository.state(), () -> null);
			look.accept(queries);
			work.set(0);
			look.accept(queries);
			assertThat(work).hasPositiveValue();
			return work.get();
		}
	}

	@Test
	void searchThatFindsNothingCostsTheSameHoweverManyHaveFailed() throws SQLException {
		sendMany(10_000);
		end(TaskStatus.FAILED);
		long few = steps((queries) -> assertThat(queries.list(NOTHING).next()).isNotNull());
		sendMany(30_000);
		end(TaskStatus.FAILED);
		long many = steps((queries) -> assertThat(queries.list(NOTHING).tasks()).isEmpty());
		assertThat(many).isBetween(few / 2, few + few / 10);
	}

	@Test
	void failuresAreReadWithoutLookingAtOtherTasksOrAtTraces() throws SQLException {
		sendMany(1_000);
		end(TaskStatus.FAILED);
		long few = steps((queries) -> queries.failures(null, TaskQueries.MOST_FAILURES));
		sendMany(20_000);
		end(TaskStatus.FINISHED);
		sendMany(20_000);
		end(TaskStatus.FAILED);
		long many = steps((queries) -> queries.failures(null, TaskQueries.MOST_FAILURES));
		assertThat(many).isBetween(few / 2, few + few / 2);
	}

	@Test
	void oldTasksThatWaitAreFoundWithoutPassingOverWhatHasEndedSince() throws SQLException {
		sendMany(20_000);
		end(TaskStatus.FINISHED);
		UUID id = this.store.send();
		sendMany(20_000);
		try (Connection connection = this.store.open(); Statement statement = connection.createStatement()) {
			statement.execute("update kerground_task set status = 4, finished_at = 1 where status = 2"
					+ " and seq > (select max(seq) - 20000 from kerground_task)");
		}
		TaskQuery pending = TaskQuery.all().status(TaskStatus.PENDING);
		assertThat(steps((queries) -> assertThat(queries.list(pending).tasks()).extracting((task) -> task.id())
			.containsExactly(id))).isLessThan(10_000);
	}

	@Test
	void whileManyWaitOthersArePassedOverInStepsOfALimitedSize() throws SQLException {
		UUID old = this.store.send();
		try (Connection connection = this.store.open(); Statement statement = connection.createStatement()) {
			statement.execute("update sqlite_sequence set seq = 250000 where name = 'kerground_task'");
		}
		UUID recent = this.store.send();
		try (Connection connection = this.store.open(); Statement statement = connection.createStatement()) {
			statement.execute("update kerground_count set tasks = 200000 where status = 2");
		}
		TaskQuery query = TaskQuery.all().status(TaskStatus.PENDING);
		List<List<UUID>> pages = new ArrayList<>();
		for (TaskPage page = this.store.repository.list(query); page != null; page = (page.next() != null)
				? this.store.repository.list(query.after(page.next())) : null) {
			pages.add(page.tasks().stream().map((task) -> task.id()).toList());
		}
		assertThat(pages).containsExactly(List.of(recent), List.of(), List.of(old));
	}

	@Test
	void searchEndsWhenItsTimeIsOverAndTheNextPageGoesOnButAPageOfMatchesIsWhole() throws SQLException {
		sendMany(20);
		end(TaskStatus.FAILED);
		SlowClock slow = new SlowClock();
		SqliteSettings settings = new SqliteSettings(this.store.file, Durability.NORMAL, Duration.ofSeconds(20),
				"kerground_", true);
		try (TaskRepository second = SqliteStore.open(settings, slow, (events, nanos) -> {
		}, EngineThreads.factory("test-slow-"))) {
			slow.nanosForEachLook = TaskList.LOOK_TIME.toNanos() / 4;
			TaskQuery failed = TaskQuery.all().status(TaskStatus.FAILED);
			assertThat(second.list(failed.size(20)).tasks()).hasSize(20);
			TaskQuery unmatched = failed.size(2)
				.filter(new TaskFilter(null, null, "an error that nothing has", true, null, 0));
			int pages = 0;
			for (TaskPage page = second.list(unmatched); page != null; page = (page.next() != null)
					? second.list(unmatched.after(page.next())) : null) {
				pages++;
				assertThat(page.tasks()).isEmpty();
			}
			assertThat(pages).isBetween(3, 10);
			slow.nanosForEachLook = 0;
		}
	}

	/**
	 * Lends one connection.
	 */
	private record OneReader(Connection connection) implements StoreReaders {

		@Override
		public <T> T read(Function<JdbcTemplate, T> query) {
			return query.apply(new JdbcTemplate(new SingleConnectionDataSource(this.connection, true)));
		}

		@Override
		public void close() {
			// whoever has opened it closes it
		}

	}

	/**
	 * A clock on which time passes whenever somebody looks, once it is told so.
	 */
	private static final class SlowClock implements TaskClock {

		private final AtomicLong nanos = new AtomicLong();

		private volatile long nanosForEachLook;

		@Override
		public long millis() {
			return 1_000_000;
		}

		@Override
		public long nanos() {
			return this.nanos.addAndGet(this.nanosForEachLook);
		}

	}

}

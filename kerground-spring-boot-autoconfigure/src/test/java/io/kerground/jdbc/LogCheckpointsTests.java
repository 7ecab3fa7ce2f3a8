package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kerground.core.MutableClock;
import io.kerground.core.NewTask;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineThreads;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * That the write-ahead log stays short.
 */
@Timeout(180)
class LogCheckpointsTests {

	@TempDir
	Path folder;

	private TaskRepository open() {
		return SqliteStore.open(
				new SqliteSettings(file(), Durability.NORMAL, Duration.ofSeconds(30), "kerground_", true),
				TaskClock.system(), (events, nanos) -> assertThat(nanos).isNotNegative(),
				EngineThreads.factory("test-store-"));
	}

	private Path file() {
		return this.folder.resolve("tasks.db");
	}

	@BeforeEach
	void make() {
		open().close();
	}

	private long logSize() {
		return SqliteFile.size(Path.of(file() + "-wal"));
	}

	private static ConditionFactory patiently() {
		return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(20));
	}

	private static void send(TaskRepository store, int number, int size) {
		for (int sent = 0; sent < number; sent += 1000) {
			List<NewTask> tasks = new ArrayList<>();
			for (int i = 0; i < Math.min(1000, number - sent); i++) {
				tasks.add(new NewTask(TestTasks.id(), false, "a.b", "default", TaskPriority.NORMAL, 3, 0, 1,
						new byte[size], null));
			}
			store.send(tasks);
		}
	}

	@Test
	void logIsShortSoonAfterABurst() {
		try (TaskRepository store = open()) {
			send(store, 50_000, 100);
			patiently().until(() -> logSize() <= LogCheckpoints.IDLE_BYTES);
		}
	}

	@Test
	void logThatAReaderKeepsLongIsWarnedOfAndShrinksWhenTheReaderEnds() throws Exception {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		Logger logger = (Logger) LoggerFactory.getLogger(LogCheckpoints.class);
		logger.addAppender(log);
		try (TaskRepository store = open()) {
			send(store, 1000, 100);
			try (Connection reader = new SqliteConnections(file()).openReader();
					Statement statement = reader.createStatement();
					ResultSet rows = statement.executeQuery("select id from kerground_task")) {
				assertThat(rows.next()).isTrue();
				send(store, 24_000, 4000);
				patiently().until(() -> !log.list.isEmpty());
				assertThat(logSize()).isGreaterThan(LogCheckpoints.WARN_BYTES);
			}
			patiently().until(() -> logSize() <= LogCheckpoints.IDLE_BYTES);
			assertThat(List.copyOf(log.list)).hasSize(1)
				.allSatisfy((event) -> assertThat(event.getLevel()).isEqualTo(Level.WARN))
				.allSatisfy((event) -> assertThat(event.getFormattedMessage()).contains("-wal has grown to"));
		}
		finally {
			logger.detachAppender(log);
		}
	}

	@Test
	void logThatAReaderKeepsInAPauseIsEmptiedInALaterOne() throws Exception {
		try (Connection connection = new SqliteConnections(file()).openWriter();
				Connection reader = new SqliteConnections(file()).openReader()) {
			WriterSession session = session(connection);
			LogCheckpoints checkpoints = new LogCheckpoints(file(), new MutableClock());
			execute(connection, "create table t (b blob)");
			execute(reader, "begin");
			try (Statement statement = reader.createStatement();
					ResultSet rows = statement.executeQuery("select count(*) from t")) {
				assertThat(rows.getInt(1)).isZero();
			}
			execute(connection, "insert into t values (zeroblob(6000000))");
			checkpoints.afterGroup(session);
			assertThat(logSize()).isGreaterThan(LogCheckpoints.IDLE_BYTES);
			checkpoints.whenIdle(session);
			assertThat(checkpoints.isWanted()).as("while somebody reads").isTrue();
			execute(reader, "rollback");
			checkpoints.whenIdle(session);
			assertThat(checkpoints.isWanted()).isFalse();
			assertThat(logSize()).isZero();
		}
	}

	@Test
	void longLogIsEmptiedBetweenGroupsThoughThereIsNoPause() throws Exception {
		MutableClock clock = new MutableClock();
		try (Connection connection = new SqliteConnections(file()).openWriter()) {
			WriterSession session = session(connection);
			LogCheckpoints checkpoints = new LogCheckpoints(file(), clock);
			execute(connection, "create table t (b blob)");
			execute(connection, "insert into t values (zeroblob(20000000))");
			checkpoints.afterGroup(session);
			assertThat(logSize()).as("it is looked at once a second").isGreaterThan(LogCheckpoints.LIMIT_BYTES);
			clock.advance(Duration.ofSeconds(1));
			checkpoints.afterGroup(session);
			assertThat(logSize()).isZero();
		}
	}

	private static WriterSession session(Connection connection) {
		TaskStatements statements = new TaskStatements("kerground_", SqliteDialect.INSTANCE);
		return new WriterSession(connection, statements, new Dictionary(statements.sql("${p}queue")),
				new Dictionary(statements.sql("${p}name")), Durability.NORMAL);
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Test
	void readThatTakesTooLongIsEndedAndTheNextOneWorks() throws Exception {
		MutableClock clock = new MutableClock();
		try (StoreReaders readers = new SqliteReaders(new SqliteConnections(file()), clock)) {
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> readers.read((reader) -> {
				clock.advance(Duration.ofSeconds(3));
				return reader.queryForObject(
						"with recursive n(x) as (select 1 union all select x + 1 from n)" + " select count(*) from n",
						Long.class);
			})).withMessageContaining("INTERRUPT");
			assertThat(readers.<Long>read((reader) -> reader.queryForObject("select 7", Long.class))).isEqualTo(7);
		}
	}

}

package io.kerground.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import io.kerground.core.NewTask;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineThreads;

/**
 * Makes a store with many tasks in all statuses, for figures of the dashboard. Nobody
 * knows their names, so that they stay as they are.
 */
public final class LargeStore {

	private LargeStore() {
	}

	/**
	 * Makes the store.
	 * @param arguments the file and the number of tasks
	 */
	public static void main(String[] arguments) throws SQLException {
		Path file = Path.of(arguments[0]);
		int tasks = Integer.parseInt(arguments[1]);
		TaskClock clock = TaskClock.system();
		Random random = new Random(1);
		SqliteSettings settings = new SqliteSettings(file, Durability.NORMAL, Duration.ofSeconds(60), "kerground_",
				true);
		try (TaskRepository store = SqliteStore.open(settings, clock, (events, nanos) -> {
		}, EngineThreads.factory("large-store-"))) {
			for (int sent = 0; sent < tasks; sent += TaskRepository.SEND_LIMIT) {
				List<NewTask> part = new ArrayList<>();
				for (int i = 0; i < TaskRepository.SEND_LIMIT && sent + i < tasks; i++) {
					byte[] payload = ("[\"user" + (sent + i) + "@example.org\"]").getBytes(StandardCharsets.UTF_8);
					UUID id = new UUID(clock.millis() << 16 | 0x7000, Long.MIN_VALUE | random.nextLong() >>> 2);
					part.add(new NewTask(id, false, "import.name" + (i % 20), "import" + (i % 4), TaskPriority.NORMAL,
							3, clock.millis(), clock.millis(), payload, null));
				}
				store.send(part);
			}
		}
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			end(statement);
		}
	}

	/**
	 * Ends most tasks: 70 % finished, 5 % failed, 5 % cancelled, within the last hours.
	 */
	private static void end(Statement statement) throws SQLException {
		statement.execute("begin immediate");
		String ended = ", attempt = 1, started_at = created_at, finished_at = created_at - (seq % 9000) * 1000";
		statement.execute("update kerground_task set status = 4" + ended + " where seq % 20 < 14");
		statement.execute("update kerground_task set status = 5" + ended + " where seq % 20 = 14");
		statement.execute("update kerground_task set status = 6" + ended + " where seq % 20 = 15");
		statement.execute("insert into kerground_attempt select seq, fence, 1, 'fail', started_at, finished_at,"
				+ " 'java.io.IOException', 'Connection ' || seq || ' was refused', 'java.io.IOException' || char(10)"
				+ " || char(9) || 'at com.shop.Mails.send(Mails.java:7)' || char(10) || hex(zeroblob(2000))"
				+ " from kerground_task where status = 5");
		statement.execute("delete from kerground_count");
		statement.execute("insert into kerground_count (queue, name, status, tasks)"
				+ " select queue, name, status, count(*) from kerground_task group by queue, name, status");
		statement.execute("commit");
	}

}

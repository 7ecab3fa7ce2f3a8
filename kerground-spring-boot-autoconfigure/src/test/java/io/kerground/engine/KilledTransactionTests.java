package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.jdbc.PostgresqlServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Processes are killed while their bodies write what commits with their finish.
 */
@Timeout(600)
class KilledTransactionTests {

	private static final Duration PATIENCE = Duration.ofMinutes(4);

	private static final int TASKS = Integer.getInteger("kerground.transactions.tasks", 500);

	private static final int KILLS = Integer.getInteger("kerground.transactions.kills", 6);

	private static final int PROCESSES = 2;

	private static final int LEASE_SECONDS = 4;

	@TempDir
	Path folder;

	private final String url = PostgresqlServer.newSchema();

	private int started;

	@Test
	void eachTaskHasItsEffectOnceHoweverOftenProcessesAreKilled() throws Exception {
		try (HikariDataSource pool = PostgresqlServer.pool(this.url);
				EngineFixture sender = EngineFixture.on(pool).sendsOnly().task("test.work", (values) -> null).start()) {
			JdbcTemplate jdbc = new JdbcTemplate(pool);
			jdbc.execute("create table business (task varchar(50) not null)");
			Map<String, TestProcess> processes = new HashMap<>();
			try {
				for (int i = 0; i < PROCESSES; i++) {
					start(processes);
				}
				for (int kill = 0; kill < KILLS; kill++) {
					send(sender, kill * TASKS / KILLS, (kill + 1) * TASKS / KILLS);
					String victim = await().pollInterval(Duration.ofMillis(2))
						.atMost(PATIENCE)
						.until(() -> busiest(jdbc, processes.keySet()), (name) -> name != null);
					processes.remove(victim).kill();
					start(processes);
				}
				await().atMost(PATIENCE).until(() -> sender.ker.stats().count(TaskStatus.FINISHED) == TASKS);
			}
			finally {
				processes.values().forEach(TestProcess::close);
			}
			assertThat(rows(jdbc, "select count(distinct task) from business")).as("effects").isEqualTo(TASKS);
			assertThat(rows(jdbc, "select count(*) from business")).as("effects in all").isEqualTo(TASKS);
			assertThat(rows(jdbc, "select coalesce(sum(crashes), 0) from kerground_task")).as("crashes")
				.isGreaterThanOrEqualTo(KILLS);
		}
	}

	private static int rows(JdbcTemplate jdbc, String query) {
		Integer found = jdbc.queryForObject(query, Integer.class);
		return (found != null) ? found : -1;
	}

	private static void send(EngineFixture sender, int from, int to) {
		sender.ker
			.sendAll(IntStream.range(from, to).mapToObj((task) -> TaskRequest.of("test.work", "t" + task)).toList());
	}

	/**
	 * Returns the living process of which the most bodies have written and not committed,
	 * or null when they are few. The server knows connections of killed ones for a while.
	 */
	private static String busiest(JdbcTemplate jdbc, Set<String> living) {
		List<String> found = jdbc.queryForList("""
				select application_name from pg_stat_activity
				where application_name like 'p%' and state = 'active' and query like 'select pg_sleep%'
				group by application_name having count(*) >= 3 order by count(*) desc""", String.class);
		return found.stream().filter(living::contains).findFirst().orElse(null);
	}

	private void start(Map<String, TestProcess> processes) throws Exception {
		String name = "p" + this.started++;
		processes.put(name, TestProcess.start(TransactionalWorker.class, this.folder.resolve("log-" + name + ".txt"),
				this.url, LEASE_SECONDS, name));
	}

}

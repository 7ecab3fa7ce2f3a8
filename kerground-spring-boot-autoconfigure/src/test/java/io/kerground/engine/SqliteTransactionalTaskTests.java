package io.kerground.engine;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.jdbc.SqliteDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tasks whose body and finish are one transaction, in an SQLite database of the
 * application.
 */
class SqliteTransactionalTaskTests extends TransactionalTaskContract {

	@TempDir
	Path folder;

	@Override
	HikariDataSource pool() {
		return SqliteDatabase.newPool(this.folder);
	}

	@Test
	void aBodyIsTheOneThatWritesFromItsBeginOn() {
		String url = this.pool.getJdbcUrl() + "&busy_timeout=0";
		start((values) -> {
			try (Connection other = DriverManager.getConnection(url); Statement statement = other.createStatement()) {
				statement.execute("begin immediate");
				return "free";
			}
			catch (SQLException ex) {
				return ex.getMessage();
			}
		});
		assertThat(this.node.await(send("x"))).contains("SQLITE_BUSY");
	}

	@Test
	void twoNodesOfOneDatabaseRunEachTaskOnce() {
		String url = SqliteDatabase.newUrl(this.folder);
		try (HikariDataSource first = SqliteDatabase.pool(url, true);
				HikariDataSource second = SqliteDatabase.pool(url, true)) {
			JdbcTemplate business = new JdbcTemplate(first);
			business.execute("create table business (task varchar(50) not null)");
			try (EngineFixture one = node(first); EngineFixture other = node(second)) {
				for (int from = 0; from < 200; from += 20) {
					EngineFixture sender = (from % 40 == 0) ? one : other;
					sender.ker.sendAll(IntStream.range(from, from + 20)
						.mapToObj((task) -> TaskRequest.of((task % 2 == 0) ? "test.effect" : "test.plain", "t" + task))
						.toList());
				}
				await().atMost(PATIENCE).until(() -> one.ker.stats().count(TaskStatus.FINISHED) == 200);
				assertThat(other.ker.stats().count(TaskStatus.FINISHED)).isEqualTo(200);
				assertThat(one.engine.leasesLost() + other.engine.leasesLost()).isZero();
			}
			List<String> tasks = business.queryForList("select task from business", String.class);
			assertThat(tasks).hasSize(200).doesNotHaveDuplicates();
		}
	}

	private static EngineFixture node(HikariDataSource pool) {
		JdbcTemplate jdbc = new JdbcTemplate(pool);
		TaskBody body = (values) -> jdbc.update("insert into business (task) values (?)", values[0]);
		return EngineFixture.on(pool)
			.pollInterval(Duration.ofMillis(100))
			.transactional("test.effect", (values) -> String.valueOf(body.run(values)))
			.task("test.plain", (values) -> String.valueOf(body.run(values)))
			.start();
	}

}

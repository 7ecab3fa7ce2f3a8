package io.kerground.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.jdbc.PostgresqlServer;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A process whose bodies insert a row each and commit it with their finish, until it is
 * killed.
 */
final class TransactionalWorker {

	private TransactionalWorker() {
	}

	public static void main(String[] arguments) throws InterruptedException {
		HikariDataSource pool = PostgresqlServer.pool(arguments[0] + "&ApplicationName=" + arguments[2]);
		pool.setMaximumPoolSize(12);
		Duration lease = Duration.ofSeconds(Long.parseLong(arguments[1]));
		JdbcTemplate jdbc = new JdbcTemplate(pool);
		EngineFixture.on(pool)
			.poolSize(8)
			.withoutListener()
			.lease(lease)
			.maxCrashes(1000)
			.transactional("test.work", (values) -> {
				jdbc.update("insert into business (task) values (?)", values[0]);
				// most kills come while rows are written and not committed
				jdbc.execute("select pg_sleep(0.1 * random())");
				return "done";
			})
			.start();
		// all threads of the engine are daemons
		new CountDownLatch(1).await();
	}

}

package io.kerground.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.jdbc.PostgresqlServer;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A process that works on the tasks of a server until it is killed. Each run leaves a
 * row.
 */
final class ClusterWorker {

	private ClusterWorker() {
	}

	public static void main(String[] arguments) throws InterruptedException {
		HikariDataSource pool = PostgresqlServer.pool(arguments[0]);
		String name = arguments[1];
		Duration lease = Duration.ofSeconds(Long.parseLong(arguments[2]));
		JdbcTemplate jdbc = new JdbcTemplate(pool);
		EngineFixture.on(pool).poolSize(8).withoutListener().lease(lease).task("test.work", (values) -> {
			jdbc.update("insert into runs (task, node) values (?, ?)", String.valueOf(values[0]), name);
			return null;
		}).start();
		// all threads of the engine are daemons
		new CountDownLatch(1).await();
	}

}

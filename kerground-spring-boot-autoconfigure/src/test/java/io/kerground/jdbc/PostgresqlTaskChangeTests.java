package io.kerground.jdbc;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.CommitListener;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.AfterEach;

/**
 * Changes of many tasks on PostgreSQL.
 */
class PostgresqlTaskChangeTests extends TaskChangeContract {

	private HikariDataSource pool;

	@Override
	TaskRepository open(TaskClock clock, CommitListener listener) {
		this.pool = PostgresqlServer.pool(PostgresqlServer.newSchema());
		JdbcSettings settings = new JdbcSettings(Duration.ofSeconds(20), "kerground_", true);
		return JdbcStore.open(settings, this.pool, clock, listener, EngineThreads.factory("test-store-"));
	}

	@AfterEach
	@Override
	void close() {
		super.close();
		this.pool.close();
	}

}

package io.kerground.jdbc;

import java.nio.file.Path;
import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.CommitListener;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The store's contract in an SQLite database of the application.
 */
class SqliteDataSourceTaskRepositoryTests extends TaskRepositoryContract {

	@TempDir
	Path database;

	private HikariDataSource pool;

	@Override
	TaskRepository open(TaskClock clock, CommitListener listener) {
		this.pool = SqliteDatabase.newPool(this.database);
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

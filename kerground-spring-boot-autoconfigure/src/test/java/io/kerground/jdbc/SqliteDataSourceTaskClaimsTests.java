package io.kerground.jdbc;

import java.nio.file.Path;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is claimed in an SQLite database of the application.
 */
class SqliteDataSourceTaskClaimsTests extends TaskClaimsContract {

	@TempDir
	Path database;

	private HikariDataSource pool;

	@Override
	StoreFixture fixture() {
		this.pool = SqliteDatabase.newPool(this.database);
		return new StoreFixture(this.pool, "kerground_");
	}

	@AfterEach
	@Override
	void close() {
		super.close();
		this.pool.close();
	}

}

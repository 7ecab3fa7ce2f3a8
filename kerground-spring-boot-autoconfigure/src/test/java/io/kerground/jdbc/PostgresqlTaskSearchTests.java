package io.kerground.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;

/**
 * How tasks are found in PostgreSQL.
 */
class PostgresqlTaskSearchTests extends TaskSearchContract {

	private HikariDataSource pool;

	@Override
	StoreFixture fixture() {
		this.pool = PostgresqlServer.pool(PostgresqlServer.newSchema());
		return new StoreFixture(this.pool, "kerground_");
	}

	@AfterEach
	@Override
	void close() {
		super.close();
		this.pool.close();
	}

}

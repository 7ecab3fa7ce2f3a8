package io.kerground.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;

/**
 * What is claimed on PostgreSQL.
 */
class PostgresqlTaskClaimsTests extends TaskClaimsContract {

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

package io.kerground.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;

/**
 * What is claimed on MySQL or MariaDB.
 */
class TaskClaimsOnMysql extends TaskClaimsContract {

	private HikariDataSource pool;

	@Override
	StoreFixture fixture() {
		this.pool = MysqlServer.newPool(true);
		return new StoreFixture(this.pool, "kerground_");
	}

	@AfterEach
	@Override
	void close() {
		super.close();
		this.pool.close();
	}

}

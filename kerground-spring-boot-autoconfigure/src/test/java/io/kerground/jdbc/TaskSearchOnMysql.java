package io.kerground.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;

/**
 * How tasks are found in MySQL or MariaDB.
 */
class TaskSearchOnMysql extends TaskSearchContract {

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

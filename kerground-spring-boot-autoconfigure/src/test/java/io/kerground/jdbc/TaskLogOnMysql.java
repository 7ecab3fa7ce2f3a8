package io.kerground.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;

/**
 * What attempts log, kept in MySQL or MariaDB.
 */
class TaskLogOnMysql extends TaskLogContract {

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

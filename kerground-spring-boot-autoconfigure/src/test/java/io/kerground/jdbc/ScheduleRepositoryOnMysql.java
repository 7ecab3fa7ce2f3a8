package io.kerground.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;

/**
 * Schedules, pauses and limits on MySQL or MariaDB.
 */
class ScheduleRepositoryOnMysql extends ScheduleRepositoryContract {

	private HikariDataSource pool;

	@Override
	StoreFixture fixture(String prefix) {
		this.pool = MysqlServer.newPool(true);
		return new StoreFixture(this.pool, prefix);
	}

	@AfterEach
	@Override
	void close() {
		super.close();
		this.pool.close();
	}

}

package io.kerground.jdbc;

import com.zaxxer.hikari.HikariDataSource;

/**
 * Moves between a file and MySQL or MariaDB.
 */
class StoreTransferOnMysql extends StoreTransferContract {

	@Override
	HikariDataSource newDatabase() {
		return MysqlServer.newPool(true);
	}

}

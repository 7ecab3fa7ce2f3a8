package io.kerground.jdbc;

import com.zaxxer.hikari.HikariDataSource;

/**
 * Sends in transactions of the application on MySQL or MariaDB.
 */
class JoinedTransactionOnMysql extends ConcurrentTransactionContract {

	@Override
	HikariDataSource pool(boolean autoCommit) {
		return MysqlServer.newPool(autoCommit);
	}

}

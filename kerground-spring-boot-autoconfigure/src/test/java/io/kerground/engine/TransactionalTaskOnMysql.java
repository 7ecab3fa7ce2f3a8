package io.kerground.engine;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.jdbc.MysqlServer;

/**
 * Tasks whose body and finish are one transaction, on MySQL or MariaDB.
 */
class TransactionalTaskOnMysql extends ConcurrentTransactionalTaskContract {

	@Override
	HikariDataSource pool() {
		return MysqlServer.newPool(true);
	}

}

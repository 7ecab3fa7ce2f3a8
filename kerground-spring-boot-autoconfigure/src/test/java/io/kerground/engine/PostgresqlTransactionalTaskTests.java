package io.kerground.engine;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.jdbc.PostgresqlServer;

/**
 * Tasks whose body and finish are one transaction, on PostgreSQL.
 */
class PostgresqlTransactionalTaskTests extends ConcurrentTransactionalTaskContract {

	@Override
	HikariDataSource pool() {
		return PostgresqlServer.pool(PostgresqlServer.newSchema());
	}

}

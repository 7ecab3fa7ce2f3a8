package io.kerground.jdbc;

import com.zaxxer.hikari.HikariDataSource;

/**
 * Sends in transactions of the application on PostgreSQL.
 */
class PostgresqlJoinedTransactionTests extends ConcurrentTransactionContract {

	@Override
	HikariDataSource pool(boolean autoCommit) {
		return PostgresqlServer.pool(PostgresqlServer.newSchema(), autoCommit);
	}

}

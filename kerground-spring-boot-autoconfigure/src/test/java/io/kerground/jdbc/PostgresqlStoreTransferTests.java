package io.kerground.jdbc;

import com.zaxxer.hikari.HikariDataSource;

/**
 * Moves between a file and PostgreSQL.
 */
class PostgresqlStoreTransferTests extends StoreTransferContract {

	@Override
	HikariDataSource newDatabase() {
		return PostgresqlServer.pool(PostgresqlServer.newSchema());
	}

}

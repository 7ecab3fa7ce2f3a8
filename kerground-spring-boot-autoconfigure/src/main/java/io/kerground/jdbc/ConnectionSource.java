package io.kerground.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Opens plain connections. There is one for all of a store, so that a test can let any
 * call of the database fail.
 */
@FunctionalInterface
interface ConnectionSource {

	/**
	 * Opens a connection.
	 */
	Connection open(String url) throws SQLException;

}

package io.kerground.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of the application's pool that is set up for the store, and given back as
 * it was.
 */
final class PooledConnection implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PooledConnection.class);

	private final Connection connection;

	private final boolean autoCommit;

	private final int isolation;

	private PooledConnection(Connection connection, boolean autoCommit, int isolation) {
		this.connection = connection;
		this.autoCommit = autoCommit;
		this.isolation = isolation;
	}

	/**
	 * Takes a connection.
	 * @param autoCommit whether each statement is a transaction
	 */
	static PooledConnection take(DataSource source, boolean autoCommit) throws SQLException {
		Connection connection = source.getConnection();
		try {
			PooledConnection taken = new PooledConnection(connection, connection.getAutoCommit(),
					connection.getTransactionIsolation());
			if (taken.isolation != Connection.TRANSACTION_READ_COMMITTED) {
				connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
			}
			if (taken.autoCommit != autoCommit) {
				connection.setAutoCommit(autoCommit);
			}
			return taken;
		}
		catch (SQLException | RuntimeException ex) {
			connection.close();
			throw ex;
		}
	}

	Connection connection() {
		return this.connection;
	}

	/**
	 * Makes the pool throw the connection away when it comes back.
	 */
	void breakOff() {
		try {
			this.connection.abort(Runnable::run);
		}
		catch (SQLException ex) {
			logger.debug("A connection could not be broken off", ex);
		}
	}

	/**
	 * Gives the connection back.
	 */
	@Override
	public void close() {
		try {
			if (!this.connection.isClosed()) {
				restore();
			}
		}
		catch (SQLException ex) {
			logger.debug("A connection could not be set back; the pool looks after it", ex);
		}
		try {
			this.connection.close();
		}
		catch (SQLException ex) {
			logger.debug("A connection could not be given back", ex);
		}
	}

	private void restore() throws SQLException {
		if (!this.connection.getAutoCommit()) {
			this.connection.rollback();
		}
		if (this.connection.getAutoCommit() != this.autoCommit) {
			this.connection.setAutoCommit(this.autoCommit);
		}
		if (this.isolation != Connection.TRANSACTION_READ_COMMITTED) {
			this.connection.setTransactionIsolation(this.isolation);
		}
	}

}

package io.kerground.jdbc;

import java.sql.SQLException;

/**
 * Transactions of a connection without auto-commit: the driver begins them with their
 * first statement.
 */
final class PooledTransactions implements SessionTransactions {

	private final WriterSession session;

	PooledTransactions(WriterSession session) {
		this.session = session;
	}

	@Override
	public void begin(boolean durable) {
		// how a commit is synced is for the database to say
	}

	@Override
	public boolean isSynced() {
		return true;
	}

	@Override
	public void commit() throws SQLException {
		this.session.connection().commit();
	}

	@Override
	public void rollback() throws SQLException {
		this.session.connection().rollback();
	}

}

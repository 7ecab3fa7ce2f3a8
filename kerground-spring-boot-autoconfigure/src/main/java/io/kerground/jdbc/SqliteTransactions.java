package io.kerground.jdbc;

import java.sql.SQLException;

/**
 * Immediate transactions, whose commits are synced as somebody needs it.
 */
final class SqliteTransactions implements SessionTransactions {

	private final WriterSession session;

	private final boolean fullOnDemand;

	private boolean full;

	SqliteTransactions(WriterSession session, Durability durability) {
		this.session = session;
		this.fullOnDemand = durability == Durability.FULL;
	}

	@Override
	public void begin(boolean durable) throws SQLException {
		synchronous(durable && this.fullOnDemand);
		this.session.prepare(TaskStatements.BEGIN).execute();
	}

	/**
	 * Changes when the log is synced. The setting acts when it is prepared and only
	 * between transactions, so it must never become a prepared statement.
	 */
	private void synchronous(boolean full) throws SQLException {
		if (this.full != full) {
			this.session.executeOnce(full ? "pragma synchronous=full" : "pragma synchronous=normal");
			this.full = full;
		}
	}

	@Override
	public boolean isSynced() {
		return this.full;
	}

	@Override
	public void commit() throws SQLException {
		this.session.prepare(TaskStatements.COMMIT).execute();
	}

	@Override
	public void rollback() throws SQLException {
		try {
			this.session.executeOnce(TaskStatements.ROLLBACK);
		}
		catch (SQLException ex) {
			// the database has rolled back by itself already
			if (!String.valueOf(ex.getMessage()).contains("no transaction is active")) {
				throw ex;
			}
		}
	}

}

package io.kerground.jdbc;

import java.sql.SQLException;

/**
 * Begins and ends the transactions of one session.
 */
interface SessionTransactions {

	/**
	 * Begins.
	 * @param durable whether somebody waits for it to survive a power cut
	 */
	void begin(boolean durable) throws SQLException;

	/**
	 * Returns whether the commit of the present transaction waits for a disk or a server.
	 */
	boolean isSynced();

	/**
	 * Commits.
	 */
	void commit() throws SQLException;

	/**
	 * Rolls back; does nothing when the database has rolled back by itself.
	 */
	void rollback() throws SQLException;

}

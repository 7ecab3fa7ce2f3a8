package io.kerground.jdbc;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * Gives the writer its session, and a new one after an error that a connection does not
 * survive. Used by one thread at a time.
 */
interface WriterConnection {

	/**
	 * Returns where the store is, for people.
	 */
	String store();

	SqlDialect dialect();

	WriterSession session();

	WriteGroup.Writers writers();

	/**
	 * Makes sure that the next group of writes goes into the store by a sound connection.
	 */
	void prepare(StoreOutage outage) throws SQLException;

	/**
	 * Returns why what is committed does not reach the store, or null when it does.
	 */
	@Nullable String problem();

	/**
	 * Rolls back after a failure and decides whether the connection is still good.
	 * @param failures how many groups of writes have failed in a row before
	 */
	void rollback(Throwable failure, int failures);

	/**
	 * Returns whether somebody else has written since the latest group that looked.
	 */
	boolean isChanged() throws SQLException;

	/**
	 * Reads what somebody else has added, when he has written.
	 * @return whether he has
	 */
	boolean readChanges() throws SQLException;

	/**
	 * Does what is to be done between two groups of writes.
	 * @param told whether the group before has changed what others wait for
	 */
	void afterGroup(boolean told);

	/**
	 * Returns after how many nanoseconds of idleness something is to be done, or 0 when
	 * nothing is.
	 */
	long idleNanos();

	/**
	 * Does what is to be done in a pause.
	 */
	void whenIdle();

	void close();

}

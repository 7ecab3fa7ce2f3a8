package io.kerground.jdbc;

import java.sql.SQLException;

/**
 * A database that several nodes write to at the same moment, each by its own connections
 * of a pool.
 */
abstract class ServerDialect extends SqlDialect {

	/** The counts as sums over all shards and what is not added up yet. */
	static final String CONCURRENT_COUNTS = """
			(select queue, name, status, sum(tasks) as tasks
			from (select queue, name, status, tasks from ${p}count
				union all select queue, name, status, tasks from ${p}count_delta) counted
			group by queue, name, status)""";

	/** Writes something, so that a server that only reads refuses it. */
	static final String TOUCH = TaskStatements.TAKE_LOCK;

	@Override
	boolean isConcurrent() {
		return true;
	}

	@Override
	SessionTransactions transactions(WriterSession session, Durability durability) {
		return new PooledTransactions(session);
	}

	@Override
	boolean isRefusal(SQLException ex) {
		return ServerErrors.isRefusal(ex);
	}

	@Override
	boolean isBusy(SQLException ex) {
		return false;
	}

	@Override
	boolean isCollision(Throwable ex) {
		return ServerErrors.isCollision(ex);
	}

	@Override
	boolean breaksConnection(Throwable ex) {
		return ServerErrors.breaksConnection(ex);
	}

	@Override
	boolean leavesCommitOpen(Throwable ex) {
		return ServerErrors.leavesCommitOpen(ex);
	}

}

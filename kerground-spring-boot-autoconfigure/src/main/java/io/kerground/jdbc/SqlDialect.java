package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What differs between databases: the texts of statements, how rows are locked and
 * written in bulk, where keys come from, how a transaction is begun and ended, and what
 * an error means. Safe for use by several threads.
 */
abstract class SqlDialect {

	/** Names the index that a statement must use. */
	static final String INDEX_SLOT = "\\$\\{index ([a-z_]+)\\}";

	/**
	 * Returns the name of the database: the folder of its schema files, and what people
	 * are told.
	 */
	abstract String name();

	/**
	 * Returns whether several nodes write at the same moment, so that rows are locked
	 * before something is decided by them.
	 */
	abstract boolean isConcurrent();

	/**
	 * Returns whether a transaction is begun by a statement, on a connection that commits
	 * each other statement by itself. Otherwise the driver begins it.
	 */
	boolean beginsByStatement() {
		return false;
	}

	/**
	 * Fills the slots of a statement but that of the prefix.
	 */
	abstract String fill(String statement);

	static String filled(String statement, Map<String, String> slots) {
		String filled = statement;
		for (Map.Entry<String, String> slot : slots.entrySet()) {
			filled = filled.replace(slot.getKey(), slot.getValue());
		}
		return filled;
	}

	/**
	 * Returns numbers as the one value that a list in a statement is bound to.
	 */
	abstract String list(Collection<? extends Number> numbers);

	/**
	 * Returns what locks the schema until the end of a transaction, or begins one that
	 * does: it is changed by one at a time.
	 */
	abstract String lockSchema();

	/**
	 * Returns what gives the lock of the schema free, or null when the end of the
	 * transaction does.
	 */
	@Nullable String unlockSchema() {
		return null;
	}

	/**
	 * Returns a query that counts the tables with a name.
	 */
	abstract String countTables();

	abstract SessionTransactions transactions(WriterSession session, Durability durability);

	abstract TaskKeys keys(WriterSession session);

	abstract BulkWrites bulk(WriterSession session);

	/**
	 * Returns whether the database refused what was written, not writing as such, so that
	 * other writes may succeed.
	 */
	abstract boolean isRefusal(SQLException ex);

	/**
	 * Returns whether a transaction could not begin because of a lock of another process,
	 * so that it is worth to wait for that.
	 */
	abstract boolean isBusy(SQLException ex);

	/**
	 * Returns whether a group of writes certainly changed nothing because it came into
	 * the way of another transaction, so that it is written again at once.
	 */
	abstract boolean isCollision(Throwable ex);

	/**
	 * Returns whether a connection may not be used any more after an error.
	 */
	abstract boolean breaksConnection(Throwable ex);

	/**
	 * Returns whether a failed COMMIT may have happened all the same.
	 */
	abstract boolean leavesCommitOpen(Throwable ex);

}

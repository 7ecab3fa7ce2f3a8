package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;

/**
 * SQLite, where one transaction writes at a time and the indexes are named, so that a
 * statement that misses its index is an error.
 */
final class SqliteDialect extends SqlDialect {

	static final SqliteDialect INSTANCE = new SqliteDialect();

	private static final Map<String, String> SLOTS = Map.ofEntries(Map.entry("${unindexed}", "not indexed"),
			Map.entry("${in}", "in (select value from json_each(?))"),
			Map.entry("${not in}", "not in (select value from json_each(?))"),
			Map.entry("${rows of list}", "json_each(?) j"), Map.entry("${join}", "cross join"),
			Map.entry("${greatest}", "max"), Map.entry("${same as}", "is"), Map.entry("${lock}", ""),
			Map.entry("${lock task}", ""), Map.entry("${lock free}", ""), Map.entry("${lock shared}", ""),
			Map.entry("${order of list}", ""), Map.entry("${counts}", "${p}count"),
			Map.entry("${touch}", "insert or replace into ${p}count (queue, name, status, tasks) values (0, 0, 0, 0)"));

	private SqliteDialect() {
	}

	@Override
	String name() {
		return "sqlite";
	}

	@Override
	boolean isConcurrent() {
		return false;
	}

	@Override
	boolean beginsByStatement() {
		return true;
	}

	@Override
	String fill(String statement) {
		return filled(statement.replaceAll(INDEX_SLOT, "indexed by \\${p}$1"), SLOTS);
	}

	@Override
	String list(Collection<? extends Number> numbers) {
		return numbers.toString();
	}

	@Override
	String lockSchema() {
		return TaskStatements.BEGIN;
	}

	@Override
	String countTables() {
		return "select count(*) from sqlite_master where type = 'table' and name = ?";
	}

	@Override
	SessionTransactions transactions(WriterSession session, Durability durability) {
		return new SqliteTransactions(session, durability);
	}

	@Override
	TaskKeys keys(WriterSession session) {
		return new SqliteTaskKeys(session);
	}

	@Override
	BulkWrites bulk(WriterSession session) {
		return new SqliteBulkWrites(session);
	}

	@Override
	boolean isRefusal(SQLException ex) {
		return SqliteErrors.isRefusal(ex);
	}

	@Override
	boolean isBusy(SQLException ex) {
		return SqliteErrors.isBusy(ex);
	}

	@Override
	boolean isCollision(Throwable ex) {
		// no other transaction writes while this one does
		return false;
	}

	@Override
	boolean breaksConnection(Throwable ex) {
		return SqliteErrors.breaksConnection(ex);
	}

	@Override
	boolean leavesCommitOpen(Throwable ex) {
		return SqliteErrors.leavesCommitOpen(ex);
	}

}

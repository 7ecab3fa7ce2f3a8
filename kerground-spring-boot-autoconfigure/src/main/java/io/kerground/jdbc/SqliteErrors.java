package io.kerground.jdbc;

import java.sql.SQLException;

import org.sqlite.SQLiteErrorCode;

/**
 * What an error of SQLite means.
 */
final class SqliteErrors {

	private static final int PRIMARY_CODE = 0xFF;

	private SqliteErrors() {
	}

	static boolean isConstraint(SQLException ex) {
		return (ex.getErrorCode() & PRIMARY_CODE) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
	}

	static boolean isBusy(SQLException ex) {
		int code = ex.getErrorCode() & PRIMARY_CODE;
		return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
	}

}

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

	/**
	 * Returns whether the database refused what was written, not writing as such, so that
	 * other writes may succeed.
	 */
	static boolean isRefusal(SQLException ex) {
		int code = ex.getErrorCode() & PRIMARY_CODE;
		return code == SQLiteErrorCode.SQLITE_CONSTRAINT.code || code == SQLiteErrorCode.SQLITE_TOOBIG.code
				|| code == SQLiteErrorCode.SQLITE_MISMATCH.code;
	}

	static boolean isBusy(SQLException ex) {
		int code = ex.getErrorCode() & PRIMARY_CODE;
		return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
	}

}

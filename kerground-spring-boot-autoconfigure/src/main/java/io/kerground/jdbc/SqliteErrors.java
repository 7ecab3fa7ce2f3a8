package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;

/**
 * What an error of SQLite means.
 */
final class SqliteErrors {

	private static final int PRIMARY_CODE = 0xFF;

	/** Errors of a statement, of other connections or of space, not of the connection. */
	private static final Set<Integer> SURVIVED = codes(SQLiteErrorCode.SQLITE_ERROR, SQLiteErrorCode.SQLITE_BUSY,
			SQLiteErrorCode.SQLITE_LOCKED, SQLiteErrorCode.SQLITE_FULL, SQLiteErrorCode.SQLITE_CONSTRAINT,
			SQLiteErrorCode.SQLITE_MISMATCH, SQLiteErrorCode.SQLITE_TOOBIG, SQLiteErrorCode.SQLITE_INTERRUPT,
			SQLiteErrorCode.SQLITE_SCHEMA, SQLiteErrorCode.SQLITE_RANGE, SQLiteErrorCode.SQLITE_NOMEM);

	/** Errors behind which a COMMIT has certainly not happened. */
	private static final Set<Integer> UNDONE = codes(SQLiteErrorCode.SQLITE_BUSY, SQLiteErrorCode.SQLITE_LOCKED,
			SQLiteErrorCode.SQLITE_FULL, SQLiteErrorCode.SQLITE_CONSTRAINT, SQLiteErrorCode.SQLITE_READONLY);

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

	/**
	 * Returns whether a connection may not be used any more after an error: the file, its
	 * log or the connection itself is not as SQLite left it.
	 */
	static boolean breaksConnection(Throwable ex) {
		SQLException sql = find(ex);
		return sql == null || !SURVIVED.contains(sql.getErrorCode() & PRIMARY_CODE);
	}

	/**
	 * Returns whether a failed COMMIT may have happened all the same.
	 */
	static boolean leavesCommitOpen(Throwable ex) {
		/*
		 * A disk that is full ends the write of the log before its last frame, which
		 * holds the mark of the commit, and what the database refuses is refused before
		 * anything is written. Behind any other error, such as a failed sync, the mark
		 * may be in the log. This process does not see it after the rollback, and its
		 * next write replaces it; but when the process is killed before that, the next
		 * one recovers the transaction from the log.
		 */
		SQLException sql = find(ex);
		return sql == null || !UNDONE.contains(sql.getErrorCode() & PRIMARY_CODE);
	}

	/**
	 * Returns why the driver could not load its native library, or null when it is
	 * something else that failed.
	 */
	static @Nullable Throwable missingLibrary(Throwable ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof LinkageError || cause instanceof NativeLibraryNotFoundException) {
				return cause;
			}
		}
		return null;
	}

	private static @Nullable SQLException find(Throwable ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException sql) {
				return sql;
			}
		}
		return null;
	}

	static boolean isBusy(SQLException ex) {
		int code = ex.getErrorCode() & PRIMARY_CODE;
		return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
	}

	private static Set<Integer> codes(SQLiteErrorCode... codes) {
		return Arrays.stream(codes).map((code) -> code.code).collect(Collectors.toUnmodifiableSet());
	}

}

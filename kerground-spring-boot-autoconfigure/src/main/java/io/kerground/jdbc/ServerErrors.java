package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What an error of a server means, by its SQL state, and where MySQL has none by its
 * code.
 */
final class ServerErrors {

	/** Data, constraints and limits of the program: one write is refused. */
	private static final Set<String> REFUSALS = Set.of("22", "23", "54");

	/** The transaction was rolled back because of another one. */
	private static final String ROLLED_BACK = "40";

	private static final String NOT_KNOWN_WHETHER_COMPLETED = "40003";

	private static final String LOCK_NOT_AVAILABLE = "55P03";

	/** A wrong text, a violated check. */
	private static final Set<Integer> REFUSAL_CODES = Set.of(1366, 3819);

	/** A wait for a lock that took too long, a deadlock. */
	private static final Set<Integer> COLLISION_CODES = Set.of(1205, 1213);

	private ServerErrors() {
	}

	static boolean isRefusal(SQLException ex) {
		return REFUSALS.contains(kind(ex)) || REFUSAL_CODES.contains(ex.getErrorCode());
	}

	static boolean isCollision(Throwable ex) {
		SQLException sql = find(ex);
		if (sql == null || NOT_KNOWN_WHETHER_COMPLETED.equals(sql.getSQLState())) {
			return false;
		}
		return kind(sql).equals(ROLLED_BACK) || LOCK_NOT_AVAILABLE.equals(sql.getSQLState())
				|| COLLISION_CODES.contains(sql.getErrorCode());
	}

	/**
	 * Returns whether a connection is of no more use. Another one costs little, so it is
	 * kept only behind errors that say nothing about it.
	 */
	static boolean breaksConnection(Throwable ex) {
		SQLException sql = find(ex);
		return sql == null || !(isRefusal(sql) || isCollision(sql));
	}

	/**
	 * Returns whether a failed COMMIT may have happened: always when the answer was lost.
	 */
	static boolean leavesCommitOpen(Throwable ex) {
		SQLException sql = find(ex);
		return sql == null || !(isRefusal(sql) || isCollision(sql));
	}

	private static String kind(SQLException ex) {
		String state = ex.getSQLState();
		return (state != null && state.length() >= 2) ? state.substring(0, 2) : "";
	}

	static @Nullable SQLException find(Throwable ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException sql) {
				return sql;
			}
		}
		return null;
	}

}

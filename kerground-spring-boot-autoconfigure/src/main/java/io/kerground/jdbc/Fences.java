package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Where the fences of new tasks begin: at their time of creation, but always above the
 * fence of every task that was removed, so that no fence repeats or falls for an id that
 * is sent again, whatever wall clocks do.
 */
final class Fences {

	private static final long MICROS_IN_MILLI = 1000;

	private static final long UNKNOWN = -1;

	private long floor = UNKNOWN;

	private long removed;

	/**
	 * Returns the fence of a task that nobody has claimed yet.
	 * @param createdAt when the task was created by its sender's clock, in milliseconds
	 */
	long first(WriterSession session, long createdAt) throws SQLException {
		if (this.floor == UNKNOWN) {
			try (ResultSet rows = session.prepare(TaskStatements.FENCE_FLOOR).executeQuery()) {
				this.floor = rows.next() ? rows.getLong(1) : 0;
			}
		}
		return Math.max(createdAt * MICROS_IN_MILLI, Math.max(this.floor, this.removed) + 1);
	}

	/**
	 * Notes the last fence of a task that is removed.
	 */
	void removed(long fence) {
		this.removed = Math.max(this.removed, fence);
	}

	/**
	 * Writes what was noted.
	 */
	void write(WriterSession session) throws SQLException {
		if (this.removed > 0) {
			PreparedStatement raise = session.prepare(TaskStatements.RAISE_FENCE_FLOOR);
			raise.setLong(1, this.removed);
			raise.executeUpdate();
		}
	}

	/**
	 * Forgets what was noted, and what was read, which another process may change.
	 */
	void forget() {
		this.floor = UNKNOWN;
		this.removed = 0;
	}

	void committed() {
		if (this.removed > 0) {
			forget();
		}
	}

}

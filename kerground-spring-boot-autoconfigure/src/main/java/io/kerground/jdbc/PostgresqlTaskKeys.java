package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes keys from the sequence, the writer some more than a group of writes needs.
 */
final class PostgresqlTaskKeys implements TaskKeys {

	private static final int AHEAD = 256;

	private static final String NEXT = "select nextval('${p}task_seq') from generate_series(1, ?)";

	private final Deque<Long> taken = new ArrayDeque<>();

	private final WriterSession session;

	PostgresqlTaskKeys(WriterSession session) {
		this.session = session;
	}

	@Override
	public void expect(int tasks) throws SQLException {
		if (this.taken.size() < tasks) {
			take(tasks - this.taken.size());
		}
	}

	@Override
	public long next() throws SQLException {
		if (this.taken.isEmpty()) {
			take(1);
		}
		return this.taken.removeFirst();
	}

	private void take(int number) throws SQLException {
		PreparedStatement select = this.session.prepare(NEXT);
		select.setInt(1, this.session.isJoined() ? number : number + AHEAD);
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				this.taken.addLast(rows.getLong(1));
			}
		}
	}

	@Override
	public void forget() {
		// what was taken from the sequence stays this session's, whatever is rolled back
	}

}

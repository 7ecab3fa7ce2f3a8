package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes as many keys from the sequence at once as a group of writes needs.
 */
final class PostgresqlTaskKeys implements TaskKeys {

	private static final String NEXT = "select nextval('${p}task_seq') from generate_series(1, ?)";

	private final Deque<Long> taken = new ArrayDeque<>();

	private final WriterSession session;

	PostgresqlTaskKeys(WriterSession session) {
		this.session = session;
	}

	@Override
	public void expect(int tasks) throws SQLException {
		take(tasks - this.taken.size());
	}

	@Override
	public long next() throws SQLException {
		if (this.taken.isEmpty()) {
			take(1);
		}
		return this.taken.removeFirst();
	}

	private void take(int number) throws SQLException {
		if (number <= 0) {
			return;
		}
		PreparedStatement select = this.session.prepare(NEXT);
		select.setInt(1, number);
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				this.taken.addLast(rows.getLong(1));
			}
		}
	}

	@Override
	public void forget() {
		this.taken.clear();
	}

}

package io.kerground.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Counts on from the greatest key that SQLite has handed out; taken inside the
 * transaction, because other processes take theirs from the same sequence.
 */
final class SqliteTaskKeys implements TaskKeys {

	private final WriterSession session;

	private long next;

	SqliteTaskKeys(WriterSession session) {
		this.session = session;
	}

	@Override
	public void expect(int tasks) {
		// nobody else takes keys during the transaction
	}

	@Override
	public long next() throws SQLException {
		if (this.next == 0) {
			try (ResultSet rows = this.session.prepare(TaskStatements.LAST_SEQ).executeQuery()) {
				rows.next();
				this.next = rows.getLong(1) + 1;
			}
		}
		return this.next++;
	}

	@Override
	public void forget() {
		this.next = 0;
	}

}

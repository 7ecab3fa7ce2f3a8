package io.kerground.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Takes keys in blocks: MySQL has no sequences, and a counter in a row would make nodes
 * wait for each other. A block lasts for a session, so that the keys of a node stay near
 * those of the others.
 */
final class MysqlTaskKeys implements TaskKeys {

	private static final String TAKE = "insert into ${p}task_seq (id) values (null)";

	private static final String TAKEN = "select last_insert_id()";

	private static final String FORGET = "delete from ${p}task_seq where id = ?";

	private static final long BLOCK = 1024;

	private final WriterSession session;

	private long next;

	private long end;

	MysqlTaskKeys(WriterSession session) {
		this.session = session;
	}

	@Override
	public void expect(int tasks) {
		// a block is taken when it is needed
	}

	@Override
	public long next() throws SQLException {
		if (this.next == this.end) {
			this.session.update(TAKE);
			try (ResultSet rows = this.session.prepare(TAKEN).executeQuery()) {
				rows.next();
				long block = rows.getLong(1);
				this.session.update(FORGET, block);
				this.next = block * BLOCK;
				this.end = this.next + BLOCK;
			}
		}
		return this.next++;
	}

	@Override
	public void forget() {
		// whoever takes another block gets another number, also after a rollback
	}

}

package io.kerground.jdbc;

import java.sql.Connection;

/**
 * Makes sessions on connections of a pool, all with the same dictionaries.
 *
 * @param statements the statements
 * @param queues the numbers of queues
 * @param names the numbers of names
 * @param shard which rows this process counts in
 */
record SessionSource(TaskStatements statements, Dictionary queues, Dictionary names, int shard) {

	SqlDialect dialect() {
		return this.statements.dialect();
	}

	WriterSession open(Connection connection) {
		WriterSession session = new WriterSession(connection, this.statements, this.queues, this.names,
				Durability.FULL);
		session.countIn(this.shard);
		return session;
	}

}

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
		return open(connection, this.queues, this.names);
	}

	/**
	 * Makes a session on the connection of a transaction of the application. Where nobody
	 * else can write meanwhile, it stores new names by itself, and the numbers of those
	 * are only known to it before the commit.
	 */
	WriterSession join(Connection connection, long now) {
		WriterSession session = dialect().isConcurrent() ? open(connection)
				: open(connection, queues(this.statements), names(this.statements));
		session.join(now);
		return session;
	}

	private WriterSession open(Connection connection, Dictionary queues, Dictionary names) {
		// how commits are synced is for the connections of the application to say
		WriterSession session = new WriterSession(connection, this.statements, queues, names, Durability.NORMAL);
		session.countIn(this.shard);
		return session;
	}

	static Dictionary queues(TaskStatements statements) {
		return new Dictionary(statements.sql("${p}queue"), false);
	}

	static Dictionary names(TaskStatements statements) {
		return new Dictionary(statements.sql("${p}name"), false);
	}

}

package io.kerground.chaos;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Takes claimed rows out of the table at each commit and puts them back at the next
 * begin, so that between two groups of writes only this process knows of them.
 */
final class ClaimByDelete implements SeededBugConnections.Call {

	private final Connection connection;

	private final String sql;

	ClaimByDelete(Connection connection, String sql) {
		this.connection = connection;
		this.sql = sql;
	}

	@Override
	public Object make(Object target, Method method, Object[] arguments) throws Throwable {
		boolean execute = method.getName().equals("execute");
		if (execute && this.sql.equals("commit")) {
			run("insert into temp.taken select * from main.kerground_task where status = 3",
					"delete from main.kerground_task where status = 3");
		}
		Object result = SeededBugConnections.invoke(target, method, arguments);
		if (execute && this.sql.startsWith("begin")) {
			run("create temp table if not exists taken as select * from main.kerground_task where 0",
					"insert into main.kerground_task select * from temp.taken", "delete from temp.taken");
		}
		return result;
	}

	private void run(String... statements) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			for (String each : statements) {
				statement.execute(each);
			}
		}
	}

}

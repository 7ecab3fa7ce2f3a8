package io.kerground.chaos;

import java.lang.reflect.Method;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a write with a {@code returning} clause as a query of which only the first row is
 * read, outside a transaction. SQLite commits when such a statement is reset, and the
 * driver does not tell when that fails.
 */
final class UndrainedReturning implements SeededBugConnections.Call {

	private final List<Integer> counts = new ArrayList<>();

	@Override
	public Object make(Object target, Method method, Object[] arguments) throws Throwable {
		PreparedStatement statement = (PreparedStatement) target;
		switch (method.getName()) {
			case "addBatch" -> this.counts.add(firstRow(statement));
			case "clearBatch" -> this.counts.clear();
			case "executeUpdate" -> {
				return firstRow(statement);
			}
			case "executeBatch" -> {
				int[] all = this.counts.stream().mapToInt(Integer::intValue).toArray();
				this.counts.clear();
				return all;
			}
			default -> {
				return SeededBugConnections.invoke(target, method, arguments);
			}
		}
		return null;
	}

	private static int firstRow(PreparedStatement statement) throws SQLException {
		try (ResultSet rows = statement.executeQuery()) {
			return rows.next() ? 1 : 0;
		}
	}

}

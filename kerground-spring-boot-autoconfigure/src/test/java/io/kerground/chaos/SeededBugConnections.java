package io.kerground.chaos;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Connections that put a bug into what the library says to the database, so that the
 * library itself stays as it is.
 */
final class SeededBugConnections {

	private static final Pattern GUARD = Pattern.compile("and owner = (\\?\\d*)\\s+and fence = (\\?\\d*)");

	private static final Pattern RESCUE = Pattern.compile("(?s)\\s*update.*\\bcrashes = .*");

	private static final Pattern SYNCHRONOUS = Pattern.compile("pragma synchronous\\s*=\\s*\\w+");

	/** What the writer prepares; the migration of the schema does not. */
	private static final Pattern TRANSACTION = Pattern.compile("(begin|commit|rollback|savepoint|release)\\b.*");

	private static final Pattern PART = Pattern.compile("(rollback|savepoint|release)\\b.*");

	private static final Pattern WRITE = Pattern.compile("(?s)\\s*(insert|update|delete)\\b.*");

	private final SeededBug bug;

	private SeededBugConnections(SeededBug bug) {
		this.bug = bug;
	}

	/**
	 * Returns what gives connections a bug.
	 */
	static UnaryOperator<Connection> with(SeededBug bug) {
		SeededBugConnections connections = new SeededBugConnections(bug);
		return (connection) -> proxy(Connection.class, connection, connections::inConnection);
	}

	private Object inConnection(Object connection, Method method, Object[] arguments) throws Throwable {
		if (method.getName().equals("prepareStatement") && arguments.length == 1) {
			return prepare((Connection) connection, (String) arguments[0]);
		}
		Object result = invoke(connection, method, arguments);
		return (result instanceof Statement statement) ? proxy(Statement.class, statement, this::inStatement) : result;
	}

	private Object inStatement(Object statement, Method method, Object[] arguments) throws Throwable {
		if (arguments != null && arguments.length > 0 && arguments[0] instanceof String sql) {
			if (this.bug == SeededBug.UNDRAINED_RETURNING && PART.matcher(sql).matches()) {
				return false;
			}
			arguments[0] = rewrite(sql);
		}
		return invoke(statement, method, arguments);
	}

	private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
		if (this.bug == SeededBug.UNDRAINED_RETURNING && TRANSACTION.matcher(sql).matches()) {
			return connection.prepareStatement("select 1 where 0");
		}
		if (this.bug == SeededBug.UNDRAINED_RETURNING && WRITE.matcher(sql).matches()) {
			PreparedStatement statement = connection.prepareStatement(sql + " returning 1");
			return proxy(PreparedStatement.class, statement, new UndrainedReturning());
		}
		PreparedStatement statement = connection.prepareStatement(rewrite(sql));
		return (this.bug == SeededBug.CLAIM_BY_DELETE)
				? proxy(PreparedStatement.class, statement, new ClaimByDelete(connection, sql)) : statement;
	}

	private String rewrite(String sql) {
		return switch (this.bug) {
			case NO_FENCE -> GUARD.matcher(sql).replaceAll("and $1 is not null and $2 is not null");
			case NO_SYNC -> SYNCHRONOUS.matcher(sql).replaceAll("pragma synchronous=off");
			case NO_RESCUE -> RESCUE.matcher(sql).matches() ? sql + " and 0 = 1" : sql;
			default -> sql;
		};
	}

	static Object invoke(Object target, Method method, Object... arguments) throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	private static <T> T proxy(Class<T> type, T target, Call call) {
		InvocationHandler handler = (self, method, arguments) -> call.make(target, method, arguments);
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

	/**
	 * A call of a method on the real object.
	 */
	interface Call {

		/**
		 * Makes the call.
		 */
		Object make(Object target, Method method, Object[] arguments) throws Throwable;

	}

}

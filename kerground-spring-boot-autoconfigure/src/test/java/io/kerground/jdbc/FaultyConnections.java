package io.kerground.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import org.sqlite.SQLiteErrorCode;

/**
 * Opens connections to real files and lets the chosen call of the writer's thread fail.
 */
final class FaultyConnections implements ConnectionSource {

	private static final Set<String> COUNTED = Set.of("prepareStatement", "createStatement", "execute", "executeQuery",
			"executeUpdate", "executeBatch", "addBatch");

	private final String thread;

	private Fault fault = Fault.NONE;

	private int calls;

	private boolean fired;

	private CountDownLatch held = new CountDownLatch(1);

	/**
	 * Creates a source whose faults hit one thread.
	 * @param thread what the name of the thread begins with
	 */
	FaultyConnections(String thread) {
		this.thread = thread;
	}

	/**
	 * Lets calls fail from now on.
	 */
	synchronized void arm(Fault fault) {
		this.fault = fault;
		this.calls = 0;
		this.fired = false;
	}

	/**
	 * Lets every call succeed.
	 * @return whether one failed since {@link #arm}
	 */
	synchronized boolean heal() {
		this.fault = Fault.NONE;
		this.held.countDown();
		this.held = new CountDownLatch(1);
		return this.fired;
	}

	/**
	 * Returns whether a call failed, or is held, since {@link #arm}.
	 */
	synchronized boolean hasFired() {
		return this.fired;
	}

	private synchronized CountDownLatch held() {
		return this.held;
	}

	@Override
	public Connection open(String url) throws SQLException {
		failBefore();
		Connection connection = SqliteConnections.EXISTING.open(url);
		return proxy(Connection.class, connection, connection);
	}

	private <T> T proxy(Class<T> type, T target, Connection connection) {
		InvocationHandler handler = (proxy, method, arguments) -> invoke(target, connection, method, arguments);
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

	private Object invoke(Object target, Connection connection, Method method, Object[] arguments) throws Throwable {
		boolean counted = COUNTED.contains(method.getName());
		boolean fails = counted && isTurn();
		Fault present = present();
		if (fails && present.moment() == Moment.BEFORE) {
			throw present.exception();
		}
		if (fails && present.moment() == Moment.HELD) {
			held().await();
			return call(target, method, arguments);
		}
		if (fails && present.moment() == Moment.ROLLED_BACK) {
			rollBack(connection);
			throw present.exception();
		}
		Object answer = call(target, method, arguments);
		if (fails) {
			throw present.exception();
		}
		if (answer instanceof PreparedStatement statement) {
			return proxy(PreparedStatement.class, statement, connection);
		}
		return (answer instanceof Statement statement) ? proxy(Statement.class, statement, connection) : answer;
	}

	private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	private static void rollBack(Connection connection) {
		try (Statement statement = connection.createStatement()) {
			statement.execute("rollback");
		}
		catch (SQLException ex) {
			// there was no transaction
			assert ex.getMessage().contains("no transaction");
		}
	}

	private void failBefore() throws SQLException {
		if (isTurn()) {
			throw present().exception();
		}
	}

	private synchronized Fault present() {
		return this.fault;
	}

	private synchronized boolean isTurn() {
		if (this.fault.call() == 0 || !Thread.currentThread().getName().startsWith(this.thread)) {
			return false;
		}
		this.calls++;
		boolean turn = this.fault.lasting() ? this.calls >= this.fault.call() : this.calls == this.fault.call();
		this.fired |= turn;
		return turn;
	}

	/**
	 * When a call fails.
	 */
	enum Moment {

		/** Without effect. */
		BEFORE,

		/** After the database has rolled its transaction back by itself. */
		ROLLED_BACK,

		/** After it was carried out. */
		AFTER,

		/** Not at all, but it takes until {@link #heal}. */
		HELD

	}

	/**
	 * Which call fails, and how.
	 *
	 * @param call the number of the call, the first is 1
	 * @param lasting whether all later calls fail too
	 * @param moment when it fails
	 * @param code with which error
	 */
	record Fault(int call, boolean lasting, Moment moment, SQLiteErrorCode code) {

		static final Fault NONE = new Fault(0, false, Moment.BEFORE, SQLiteErrorCode.SQLITE_OK);

		SQLException exception() {
			return new SQLException("[" + this.code + "] made by the test", null, this.code.code);
		}

	}

}

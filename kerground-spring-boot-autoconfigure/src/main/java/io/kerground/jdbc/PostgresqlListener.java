package io.kerground.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import io.kerground.core.TaskClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of the changes of other nodes by a connection that waits for notifications, which
 * costs the database nothing while there are none.
 */
final class PostgresqlListener implements Runnable {

	/*
	 * The driver's method is called by its name: drivers are the application's, and this
	 * is the only thing that JDBC has no method for. The connection is given back now and
	 * then, so that the pool may renew it. What was told meanwhile is not known, so each
	 * time it listens anew is taken for a change.
	 */

	private static final Logger logger = LoggerFactory.getLogger(PostgresqlListener.class);

	private static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(20);

	private static final int WAIT_MILLIS = 200;

	private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long CLOSE_MILLIS = 2000;

	private final String self = UUID.randomUUID().toString();

	private final DataSource source;

	private final String channel;

	private final TaskClock clock;

	private final Runnable changed;

	private volatile boolean closed;

	private boolean failed;

	/**
	 * Creates a listener.
	 * @param prefix the prefix of the tables
	 * @param changed told that another node has changed something
	 */
	PostgresqlListener(DataSource source, String prefix, TaskClock clock, Runnable changed) {
		this.source = source;
		this.channel = prefix.toLowerCase(Locale.ROOT) + "changed";
		this.clock = clock;
		this.changed = changed;
	}

	/**
	 * Returns the statements that tell all other nodes, with their commit.
	 */
	String tell() {
		return "select pg_notify('" + this.channel + "', '" + this.self + "'); COMMIT";
	}

	/**
	 * Listens until it is closed.
	 */
	Runnable start(ThreadFactory threads) {
		Thread thread = threads.newThread(this);
		thread.start();
		return () -> {
			this.closed = true;
			WriterThreads.awaitEnd(thread, CLOSE_MILLIS);
		};
	}

	@Override
	public void run() {
		while (!this.closed) {
			try (PooledConnection taken = PooledConnection.take(this.source, true)) {
				Method notifications = notifications(taken.connection());
				listen(taken.connection(), notifications);
				this.failed = false;
			}
			catch (NoSuchMethodException ex) {
				logger.info("The connections of this pool don't hand notifications on; nodes look for changes instead");
				return;
			}
			catch (SQLException | ReflectiveOperationException | RuntimeException ex) {
				if (!this.failed) {
					this.failed = true;
					logger.debug("Notifications can't be heard for now", ex);
				}
				pause();
			}
		}
	}

	private void pause() {
		if (!this.closed) {
			LockSupport.parkNanos(this, RETRY_NANOS);
		}
	}

	private static Method notifications(Connection connection) throws SQLException, NoSuchMethodException {
		return connection.unwrap(Connection.class).getClass().getMethod("getNotifications", int.class);
	}

	private void listen(Connection connection, Method notifications) throws SQLException, ReflectiveOperationException {
		Connection driver = connection.unwrap(Connection.class);
		execute(connection, "listen \"" + this.channel + "\"");
		this.changed.run();
		long begun = this.clock.nanos();
		try {
			while (!this.closed && this.clock.nanos() - begun < HOLD_NANOS) {
				if (isToldByOthers(notifications.invoke(driver, WAIT_MILLIS))) {
					this.changed.run();
				}
			}
		}
		catch (InvocationTargetException ex) {
			throw (ex.getCause() instanceof SQLException cause) ? cause : new SQLException(ex.getCause());
		}
		execute(connection, "unlisten *");
	}

	private boolean isToldByOthers(Object notifications) throws ReflectiveOperationException {
		if (notifications instanceof Object[] told) {
			for (Object notification : told) {
				Object payload = notification.getClass().getMethod("getParameter").invoke(notification);
				if (!this.self.equals(payload)) {
					return true;
				}
			}
		}
		return false;
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}

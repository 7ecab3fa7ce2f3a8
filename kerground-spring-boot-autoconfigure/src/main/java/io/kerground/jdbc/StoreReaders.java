package io.kerground.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

import io.kerground.core.KergroundClosedException;
import io.kerground.core.StoreException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A few long-lived connections that only read, each lent to one thread at a time.
 */
final class StoreReaders implements AutoCloseable {

	private static final int READERS = 4;

	private final Semaphore permits = new Semaphore(READERS, true);

	private final Deque<JdbcTemplate> idle = new ArrayDeque<>();

	private final List<Connection> connections = new ArrayList<>();

	private final SqliteConnections source;

	private boolean closed;

	StoreReaders(SqliteConnections source) {
		this.source = source;
	}

	<T extends @Nullable Object> T read(Function<JdbcTemplate, T> query) {
		this.permits.acquireUninterruptibly();
		try {
			JdbcTemplate reader = take();
			try {
				return query.apply(reader);
			}
			finally {
				giveBack(reader);
			}
		}
		catch (DataAccessException | SQLException ex) {
			throw new StoreException("The task store can't be read: " + ex.getMessage(), ex);
		}
		finally {
			this.permits.release();
		}
	}

	private synchronized JdbcTemplate take() throws SQLException {
		if (this.closed) {
			throw new KergroundClosedException("The task store is closed");
		}
		JdbcTemplate reader = this.idle.pollFirst();
		if (reader == null) {
			Connection connection = this.source.openReader();
			this.connections.add(connection);
			reader = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
		}
		return reader;
	}

	private synchronized void giveBack(JdbcTemplate reader) {
		this.idle.addFirst(reader);
	}

	@Override
	public void close() throws SQLException {
		synchronized (this) {
			this.closed = true;
		}
		this.permits.acquireUninterruptibly(READERS);
		try {
			for (Connection connection : this.connections) {
				connection.close();
			}
		}
		finally {
			this.permits.release(READERS);
		}
	}

}

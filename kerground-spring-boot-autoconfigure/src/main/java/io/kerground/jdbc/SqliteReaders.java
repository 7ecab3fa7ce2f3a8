package io.kerground.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.kerground.core.KergroundClosedException;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A few long-lived connections that only read, each lent to one thread at a time.
 */
final class SqliteReaders implements StoreReaders {

	private static final Logger logger = LoggerFactory.getLogger(SqliteReaders.class);

	private static final int READERS = 4;

	private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);

	/** How many steps of SQLite's machine lie between two looks at the clock. */
	private static final int STEPS = 10_000;

	private final Semaphore permits = new Semaphore(READERS, true);

	private final Deque<Reader> idle = new ArrayDeque<>();

	private final SqliteConnections source;

	private final TaskClock clock;

	private int generation;

	private boolean closed;

	SqliteReaders(SqliteConnections source, TaskClock clock) {
		this.source = source;
		this.clock = clock;
	}

	@Override
	public <T extends @Nullable Object> T read(Function<JdbcTemplate, T> query) {
		this.permits.acquireUninterruptibly();
		try {
			Reader reader = take();
			boolean sound = false;
			try {
				T answer = query.apply(reader.begin(this.clock));
				sound = true;
				return answer;
			}
			catch (DataAccessException ex) {
				sound = !SqliteErrors.breaksConnection(ex);
				throw ex;
			}
			finally {
				giveBack(reader, sound);
			}
		}
		catch (DataAccessException | SQLException ex) {
			throw new StoreException("The task store can't be read: " + ex.getMessage(), ex);
		}
		finally {
			this.permits.release();
		}
	}

	private synchronized Reader take() throws SQLException {
		if (this.closed) {
			throw new KergroundClosedException("The task store is closed");
		}
		Reader reader = this.idle.pollFirst();
		return (reader != null) ? reader : open();
	}

	private Reader open() throws SQLException {
		Reader reader = new Reader(this.source.openReader(), this.generation);
		try {
			reader.limit();
			return reader;
		}
		catch (SQLException | RuntimeException ex) {
			reader.close();
			throw ex;
		}
	}

	private synchronized void giveBack(Reader reader, boolean sound) {
		if (sound && !this.closed && reader.generation == this.generation) {
			this.idle.addFirst(reader);
		}
		else {
			reader.close();
		}
	}

	/**
	 * Closes every connection, those in use when they come back: later reads have new
	 * ones.
	 */
	synchronized void renew() {
		this.generation++;
		this.idle.forEach(Reader::close);
		this.idle.clear();
	}

	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
		}
		this.permits.acquireUninterruptibly(READERS);
		try {
			renew();
		}
		finally {
			this.permits.release(READERS);
		}
	}

	/**
	 * One connection, and how long its present read may take: a long one would keep the
	 * log from being emptied.
	 */
	private static final class Reader extends ProgressHandler {

		private final Connection connection;

		private final int generation;

		private final JdbcTemplate template;

		private @Nullable TaskClock clock;

		private long begun;

		Reader(Connection connection, int generation) {
			this.connection = connection;
			this.generation = generation;
			this.template = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
		}

		void limit() throws SQLException {
			ProgressHandler.setHandler(this.connection.unwrap(SQLiteConnection.class), STEPS, this);
		}

		JdbcTemplate begin(TaskClock clock) {
			this.clock = clock;
			this.begun = clock.nanos();
			return this.template;
		}

		@Override
		protected int progress() {
			return (this.clock != null && this.clock.nanos() - this.begun > LIMIT_NANOS) ? 1 : 0;
		}

		void close() {
			try {
				this.connection.close();
			}
			catch (SQLException ex) {
				logger.debug("A reader could not be closed", ex);
			}
		}

	}

}

package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

import io.kerground.core.TaskClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's session on a file: looks whether the file is still the one that was
 * opened, keeps its log short, and opens the session anew after an error that a
 * connection does not survive.
 */
final class SqliteWriterConnection implements WriterConnection {

	private static final Logger logger = LoggerFactory.getLogger(SqliteWriterConnection.class);

	private static final long LOOK_NANOS = 1_000_000_000L;

	private static final int FAILURES_UNTIL_RENEWAL = 5;

	private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final Source source;

	private final FileIdentity file;

	private final TaskClock clock;

	private final Runnable renewal;

	private final LogCheckpoints checkpoints;

	private WriterSession session;

	private WriteGroup.Writers writers;

	private long dataVersion;

	private long lookedAt;

	private boolean broken;

	private boolean moved;

	private @Nullable SQLException notOpened;

	/**
	 * Opens the session.
	 * @param renewal told when the session was opened anew, because other connections may
	 * be as broken
	 */
	SqliteWriterConnection(Source source, FileIdentity file, TaskClock clock, Runnable renewal) throws SQLException {
		this.source = source;
		this.file = file;
		this.clock = clock;
		this.renewal = renewal;
		this.checkpoints = new LogCheckpoints(file.path(), clock);
		this.lookedAt = clock.nanos();
		this.session = source.open();
		this.writers = new WriteGroup.Writers(this.session);
		try {
			readNames();
		}
		catch (SQLException ex) {
			this.session.abandon();
			throw ex;
		}
	}

	private void readNames() throws SQLException {
		// first the version, so that a later write is noticed
		this.dataVersion = this.session.dataVersion();
		this.session.queues().reload(this.session);
		this.session.names().reload(this.session);
	}

	@Override
	public String store() {
		return this.file.path().toString();
	}

	@Override
	public SqlDialect dialect() {
		return SqliteDialect.INSTANCE;
	}

	@Override
	public WriterSession session() {
		return this.session;
	}

	@Override
	public WriteGroup.Writers writers() {
		return this.writers;
	}

	@Override
	public void prepare(StoreOutage outage) throws SQLException {
		if (outage.isPresent() || this.clock.nanos() - this.lookedAt >= LOOK_NANOS) {
			this.lookedAt = this.clock.nanos();
			refuseMoved();
		}
		if (this.broken) {
			if (this.notOpened != null && outage.nanosToRetry() > 0) {
				throw new SQLException(this.notOpened.getMessage(), this.notOpened.getSQLState(),
						this.notOpened.getErrorCode(), this.notOpened);
			}
			renew();
		}
	}

	private void refuseMoved() throws SQLException {
		String problem = problem();
		if (problem != null) {
			if (!this.moved) {
				this.moved = true;
				// the file is whole then, wherever it is
				this.session.checkpoint();
			}
			throw new SQLException(problem);
		}
		this.moved = false;
	}

	/**
	 * Returns why the path of the store does not lead to its file any more, or null.
	 */
	@Override
	public @Nullable String problem() {
		String problem = this.file.problem();
		return (problem != null)
				? problem + "; put the file back, or stop the application before another file takes its place" : null;
	}

	private void renew() throws SQLException {
		WriterSession old = this.session;
		try {
			// the old one is open until the new one is, because the first connection to a
			// file may recover from the log what was rolled back here
			WriterSession fresh = this.source.open();
			String problem = problem();
			if (problem != null) {
				fresh.abandon();
				throw new SQLException(problem);
			}
			this.session = fresh;
			this.writers = new WriteGroup.Writers(fresh);
			readNames();
		}
		catch (SQLException ex) {
			this.notOpened = ex;
			if (this.session != old) {
				old.abandon();
			}
			throw ex;
		}
		old.abandon();
		this.broken = false;
		this.notOpened = null;
		this.renewal.run();
		logger.debug("The connection of the task store's writer was opened anew");
	}

	@Override
	public void rollback(Throwable failure, int failures) {
		if (this.broken) {
			return;
		}
		try {
			this.session.rollback();
		}
		catch (SQLException ex) {
			failure.addSuppressed(ex);
			// closing rolls back too, and gives the lock free
			this.session.abandon();
			this.broken = true;
		}
		boolean often = failures % FAILURES_UNTIL_RENEWAL == FAILURES_UNTIL_RENEWAL - 1;
		if (!this.moved && (often || SqliteErrors.breaksConnection(failure))) {
			this.broken = true;
		}
	}

	@Override
	public boolean isChanged() throws SQLException {
		return !this.broken && this.session.dataVersion() != this.dataVersion;
	}

	@Override
	public boolean readChanges() throws SQLException {
		long version = this.session.dataVersion();
		boolean changed = version != this.dataVersion;
		if (changed) {
			this.dataVersion = version;
			this.session.names().refresh(this.session);
			this.session.queues().refresh(this.session);
			this.session.fences().forget();
			this.session.facts().forget();
			this.writers.claims().madePending();
		}
		return changed;
	}

	@Override
	public void afterGroup(boolean told) {
		this.checkpoints.afterGroup(this.session);
	}

	@Override
	public long idleNanos() {
		return this.checkpoints.isWanted() ? IDLE_NANOS : 0;
	}

	@Override
	public void whenIdle() {
		this.checkpoints.whenIdle(this.session);
	}

	@Override
	public void close() {
		this.session.close();
	}

	/**
	 * Opens sessions.
	 */
	@FunctionalInterface
	interface Source {

		/**
		 * Opens a session with a connection of its own.
		 */
		WriterSession open() throws SQLException;

	}

}

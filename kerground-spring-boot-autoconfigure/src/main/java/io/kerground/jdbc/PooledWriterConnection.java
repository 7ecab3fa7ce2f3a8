package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.kerground.core.TaskClock;
import org.jspecify.annotations.Nullable;

/**
 * The writer's session on a connection of the application's pool. It is taken while there
 * is work and given back after a second, so that the pool may renew it and finds nothing
 * that leaks.
 */
final class PooledWriterConnection implements WriterConnection {

	private static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** While group follows group, other nodes are told of several at once. */
	private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private static final long UNKNOWN = -1;

	private static final long READ_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final DataSource source;

	private final String store;

	private final SessionSource sessions;

	private final StoreSignal signal;

	private final TaskClock clock;

	private @Nullable PooledConnection taken;

	private @Nullable WriterSession session;

	private WriteGroup.@Nullable Writers writers;

	private long takenAt;

	private long readAt;

	private boolean namesRead;

	private long dataVersion = UNKNOWN;

	private boolean untold;

	private long toldAt;

	PooledWriterConnection(DataSource source, String store, SessionSource sessions, StoreSignal signal,
			TaskClock clock) {
		this.source = source;
		this.store = store;
		this.sessions = sessions;
		this.signal = signal;
		this.clock = clock;
		this.toldAt = clock.nanos() - TELL_NANOS;
	}

	@Override
	public String store() {
		return this.store;
	}

	@Override
	public SqlDialect dialect() {
		return this.sessions.dialect();
	}

	@Override
	public WriterSession session() {
		WriterSession present = this.session;
		if (present == null) {
			throw new IllegalStateException("The writer has no connection");
		}
		return present;
	}

	@Override
	public WriteGroup.Writers writers() {
		WriteGroup.Writers present = this.writers;
		if (present == null) {
			throw new IllegalStateException("The writer has no connection");
		}
		return present;
	}

	@Override
	public void prepare(StoreOutage outage) throws SQLException {
		if (this.taken == null) {
			PooledConnection fresh = PooledConnection.take(this.source, dialect().beginsByStatement());
			this.taken = fresh;
			this.dataVersion = UNKNOWN;
			WriterSession opened = this.sessions.open(fresh.connection());
			this.session = opened;
			this.writers = new WriteGroup.Writers(opened);
			this.takenAt = this.clock.nanos();
		}
	}

	@Override
	public @Nullable String problem() {
		return null;
	}

	@Override
	public void rollback(Throwable failure, int failures) {
		PooledConnection present = this.taken;
		if (present == null) {
			return;
		}
		boolean broken = dialect().breaksConnection(failure);
		try {
			session().rollback();
		}
		catch (SQLException ex) {
			failure.addSuppressed(ex);
			broken = true;
		}
		if (broken) {
			// the pool must not lend it again, for it may lead to a server that only
			// reads
			present.breakOff();
			this.untold = false;
			giveBack();
			this.namesRead = false;
		}
	}

	@Override
	public boolean isChanged() {
		return this.signal.isGiven();
	}

	@Override
	public boolean readChanges() throws SQLException {
		boolean changed = this.signal.take();
		if (!dialect().isConcurrent()) {
			return readOtherConnections() || changed;
		}
		if (!session().bulk().checksFences()) {
			// another node may have removed tasks since, which raises where new fences
			// begin
			session().fences().forget();
		}
		boolean due = !this.namesRead || this.clock.nanos() - this.readAt >= READ_NANOS;
		if (changed) {
			writers().claims().changedElsewhere();
		}
		if (changed || due) {
			session().names().refresh(session());
			session().queues().refresh(session());
			this.namesRead = true;
		}
		if (due) {
			session().bulk().takeCounted(session().counters());
			this.readAt = this.clock.nanos();
		}
		return changed;
	}

	/**
	 * Reads anew what another connection may have changed, where one writes at a time, so
	 * that what was read stays true until it does.
	 * @return whether one has written since this connection was taken
	 */
	private boolean readOtherConnections() throws SQLException {
		long version = session().dataVersion();
		boolean first = this.dataVersion == UNKNOWN;
		if (version == this.dataVersion) {
			return false;
		}
		this.dataVersion = version;
		session().names().refresh(session());
		session().queues().refresh(session());
		session().fences().forget();
		session().facts().forget();
		writers().claims().madePending();
		return !first;
	}

	@Override
	public void afterGroup(boolean told) {
		this.untold |= told;
		long now = this.clock.nanos();
		if (now - this.toldAt >= TELL_NANOS) {
			tell();
		}
		if (now - this.takenAt >= HOLD_NANOS) {
			giveBack();
		}
	}

	/**
	 * Tells other nodes what they have not been told yet.
	 */
	private void tell() {
		if (this.untold && this.session != null) {
			this.untold = false;
			this.signal.tell(this.session);
			this.toldAt = this.clock.nanos();
		}
	}

	@Override
	public long idleNanos() {
		if (this.taken == null) {
			return 0;
		}
		return this.untold ? TELL_NANOS : HOLD_NANOS;
	}

	@Override
	public void whenIdle() {
		if (this.untold) {
			tell();
		}
		else {
			giveBack();
		}
	}

	private void giveBack() {
		tell();
		PooledConnection present = this.taken;
		if (present != null) {
			session().closeStatements();
			present.close();
		}
		this.taken = null;
		this.session = null;
		this.writers = null;
	}

	@Override
	public void close() {
		giveBack();
		this.signal.close();
	}

}

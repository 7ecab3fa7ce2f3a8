package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nodes tell each other, where the database passes it on: that something has
 * changed. Safe for use by several threads, but {@link #tell} is for the writer only.
 */
final class StoreSignal {

	private static final Logger logger = LoggerFactory.getLogger(StoreSignal.class);

	private final AtomicBoolean given = new AtomicBoolean();

	private volatile @Nullable String statement;

	private volatile Runnable end = () -> {
	};

	/**
	 * Connects the signal to those of other nodes. Before, and where the database passes
	 * nothing on, nodes have to look.
	 * @param statement what tells other nodes
	 * @param end ends hearing from them
	 */
	void connect(String statement, Runnable end) {
		this.statement = statement;
		this.end = end;
	}

	void close() {
		this.end.run();
	}

	/**
	 * Notes that another node has changed something.
	 */
	void give() {
		this.given.set(true);
	}

	boolean isGiven() {
		return this.given.get();
	}

	boolean take() {
		return this.given.getAndSet(false);
	}

	/**
	 * Tells other nodes. Not part of the transaction that changed something: while a
	 * transaction that tells is committed and synced, no other one that tells can be.
	 */
	void tell(WriterSession session) {
		String sql = this.statement;
		if (sql == null) {
			return;
		}
		try {
			session.prepare(sql).execute();
			session.connection().commit();
		}
		catch (SQLException ex) {
			logger.debug("Other nodes were not told and look by themselves", ex);
		}
	}

}

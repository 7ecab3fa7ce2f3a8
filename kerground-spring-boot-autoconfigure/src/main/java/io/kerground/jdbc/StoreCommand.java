package io.kerground.jdbc;

import java.sql.SQLException;

import io.kerground.core.KergroundException;
import io.kerground.core.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A command that fails or succeeds by itself within its group of writes.
 *
 * @param <T> the answer
 */
final class StoreCommand<T extends @Nullable Object> extends PendingCommand<T> {

	private final Work<T> work;

	private final boolean durable;

	private Runnable answer = () -> {
	};

	/**
	 * Creates a command.
	 * @param durable whether its answer must survive a power cut
	 * @param work what to write
	 */
	StoreCommand(boolean durable, Work<T> work) {
		this.durable = durable;
		this.work = work;
	}

	boolean isDurable() {
		return this.durable;
	}

	void run(WriterSession session) throws SQLException {
		try {
			session.atomically(() -> {
				T result = this.work.run(session);
				this.answer = () -> complete(result);
			});
		}
		catch (KergroundException ex) {
			this.answer = () -> fail(ex);
		}
		catch (SQLException ex) {
			if (!session.dialect().isRefusal(ex)) {
				throw ex;
			}
			this.answer = () -> fail(new StoreException("The task store refused: " + ex.getMessage(), ex));
		}
	}

	/**
	 * Answers the caller after the commit.
	 */
	void answer() {
		this.answer.run();
	}

	/**
	 * What to write.
	 *
	 * @param <T> the answer
	 */
	@FunctionalInterface
	interface Work<T extends @Nullable Object> {

		/**
		 * Writes.
		 */
		T run(WriterSession session) throws SQLException;

	}

}

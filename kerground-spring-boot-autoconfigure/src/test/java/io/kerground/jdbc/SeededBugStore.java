package io.kerground.jdbc;

import java.sql.Connection;
import java.util.function.UnaryOperator;

import io.kerground.core.CommitListener;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;

/**
 * Opens a store whose connections are changed, to put bugs into what it says to the
 * database.
 */
public final class SeededBugStore {

	private SeededBugStore() {
	}

	/**
	 * Opens the store.
	 */
	public static TaskRepository open(SqliteSettings settings, TaskClock clock, CommitListener listener,
			UnaryOperator<Connection> bug) {
		return SqliteStore.open(settings, clock, listener, (task) -> new Thread(task, "kerground-store-1"),
				(url) -> bug.apply(SqliteConnections.EXISTING.open(url)));
	}

}

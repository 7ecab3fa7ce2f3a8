package io.kerground.jdbc;

import java.sql.Connection;
import java.util.concurrent.atomic.AtomicLong;

import org.sqlite.ProgressHandler;

/**
 * Connections to an SQLite file that count the steps of the database.
 */
final class CountingConnections {

	private CountingConnections() {
	}

	/**
	 * Returns a source whose connections all count together, in hundreds.
	 */
	static ConnectionSource of(AtomicLong work) {
		return (url) -> {
			Connection connection = SqliteConnections.EXISTING.open(url);
			ProgressHandler.setHandler(connection, 100, new ProgressHandler() {

				@Override
				protected int progress() {
					work.addAndGet(100);
					return 0;
				}

			});
			return connection;
		};
	}

}

package io.kerground.jdbc;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * SQLite databases of an application, which it reaches by a pool.
 */
public final class SqliteDatabase {

	private static final AtomicInteger FILES = new AtomicInteger();

	private SqliteDatabase() {
	}

	/**
	 * Makes a pool of connections to an empty database.
	 */
	public static HikariDataSource newPool(Path folder) {
		return newPool(folder, "", true);
	}

	static HikariDataSource newPool(Path folder, String parameters, boolean autoCommit) {
		return pool(newUrl(folder) + parameters, autoCommit);
	}

	/**
	 * Returns the URL of a database that is not there yet.
	 */
	public static String newUrl(Path folder) {
		return "jdbc:sqlite:" + folder.resolve("application" + FILES.incrementAndGet() + ".db")
				+ "?journal_mode=WAL&busy_timeout=20000";
	}

	/**
	 * Makes a pool of connections to a database.
	 */
	public static HikariDataSource pool(String url, boolean autoCommit) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setMaximumPoolSize(8);
		config.setMinimumIdle(0);
		config.setAutoCommit(autoCommit);
		return new HikariDataSource(config);
	}

}

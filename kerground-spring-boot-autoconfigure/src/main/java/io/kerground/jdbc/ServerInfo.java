package io.kerground.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.StoreState;
import org.jspecify.annotations.Nullable;

/**
 * The database that a connection leads to.
 *
 * @param dialect how it is talked to
 * @param version its version
 * @param location where it is, without secrets
 */
record ServerInfo(SqlDialect dialect, String version, String location) implements StoreInfo {

	private static final int OLDEST_POSTGRESQL = 14_00;

	private static final int OLDEST_MARIADB = 10_06;

	private static final int OLDEST_MYSQL = 8_00;

	/** Behind a name that MariaDB gives itself for the sake of old clients. */
	private static final Pattern MARIADB = Pattern.compile("(\\d+)\\.(\\d+)[\\w.]*-mariadb");

	/**
	 * Asks a data source.
	 * @throws KergroundSetupException if its database is not supported
	 */
	static ServerInfo of(DataSource source) throws SQLException {
		try (Connection connection = source.getConnection()) {
			DatabaseMetaData data = connection.getMetaData();
			String product = String.valueOf(data.getDatabaseProductName());
			String version = String.valueOf(data.getDatabaseProductVersion());
			return new ServerInfo(dialect(data, product, version), version, location(data.getURL()));
		}
	}

	private static SqlDialect dialect(DatabaseMetaData data, String product, String version) throws SQLException {
		int release = data.getDatabaseMajorVersion() * 100 + data.getDatabaseMinorVersion();
		String kind = (product + " " + version).toLowerCase(Locale.ROOT);
		if (kind.contains("postgresql")) {
			refuseOlder(release, OLDEST_POSTGRESQL, "PostgreSQL 14", version);
			return PostgresqlDialect.INSTANCE;
		}
		if (kind.contains("sqlite")) {
			SqliteConnections.refuseOld(version, ServerInfo::unsupported);
			return SqliteDialect.INSTANCE;
		}
		if (kind.contains("mariadb")) {
			Matcher own = MARIADB.matcher(kind);
			int number = own.find() ? Integer.parseInt(own.group(1)) * 100 + Integer.parseInt(own.group(2)) : release;
			refuseOlder(number, OLDEST_MARIADB, "MariaDB 10.6", version);
			return MysqlDialect.INSTANCE;
		}
		if (kind.contains("mysql")) {
			refuseOlder(release, OLDEST_MYSQL, "MySQL 8.0", version);
			return MysqlDialect.INSTANCE;
		}
		throw unsupported("it is " + product + " " + version + ", which is not supported");
	}

	private static void refuseOlder(int release, int oldest, String name, String version) {
		if (release < oldest) {
			throw unsupported("its version is " + version + ", but " + name + " is the oldest that is supported");
		}
	}

	private static String location(@Nullable String url) {
		if (url == null) {
			return "";
		}
		int parameters = url.indexOf('?');
		// a name and a password may stand before the host
		return ((parameters >= 0) ? url.substring(0, parameters) : url).replaceAll("//[^/@]*@", "//");
	}

	static KergroundSetupException unsupported(String reason) {
		return new KergroundSetupException("KG004",
				"The database of the application can't be used as the task store: " + reason + ".",
				"Use PostgreSQL 14, MySQL 8.0, MariaDB 10.6, SQLite 3.51.3 or newer, or set kerground.store.type to"
						+ " 'sqlite'.",
				null);
	}

	@Override
	public StoreState describe(@Nullable String failure) {
		return new StoreState(this.dialect.name(), this.location, this.version, -1, -1, failure);
	}

}

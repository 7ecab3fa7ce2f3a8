package io.kerground.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;

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

	private static final int OLDEST_POSTGRESQL = 14;

	/**
	 * Asks a data source.
	 * @throws KergroundSetupException if its database is not supported
	 */
	static ServerInfo of(DataSource source) throws SQLException {
		try (Connection connection = source.getConnection()) {
			DatabaseMetaData data = connection.getMetaData();
			String product = String.valueOf(data.getDatabaseProductName());
			String version = String.valueOf(data.getDatabaseProductVersion());
			if (!product.toLowerCase(Locale.ROOT).contains("postgresql")) {
				throw unsupported("it is " + product + " " + version + ", which is not supported");
			}
			if (data.getDatabaseMajorVersion() < OLDEST_POSTGRESQL) {
				throw unsupported("it is PostgreSQL " + version + ", but 14 is the oldest that is supported");
			}
			return new ServerInfo(PostgresqlDialect.INSTANCE, version, location(data.getURL()));
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
				"Use PostgreSQL 14 or newer, or set kerground.store.type to 'sqlite'.", null);
	}

	@Override
	public StoreState describe(@Nullable String failure) {
		return new StoreState(this.dialect.name(), this.location, this.version, -1, -1, failure);
	}

}

package io.kerground.jdbc;

import java.util.Properties;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Where a database is and who one is there, for programs that have no pool. Its driver
 * must be on the class path.
 *
 * @param url the URL, which begins with {@code jdbc:}
 * @param user the user, or null when the URL says it or none is needed
 * @param password the password, or null when the URL says it or none is needed
 * @since 0.1.0
 */
public record JdbcAddress(String url, @Nullable String user, @Nullable String password) {

	DataSource dataSource() {
		DriverManagerDataSource source = new DriverManagerDataSource(this.url);
		// several rows in one statement, which is what a move writes
		source.setConnectionProperties(rewriting());
		if (this.user != null) {
			source.setUsername(this.user);
		}
		if (this.password != null) {
			source.setPassword(this.password);
		}
		return source;
	}

	private Properties rewriting() {
		Properties properties = new Properties();
		if (this.url.startsWith("jdbc:postgresql:")) {
			properties.setProperty("reWriteBatchedInserts", "true");
		}
		else if (this.url.startsWith("jdbc:mysql:")) {
			properties.setProperty("rewriteBatchedStatements", "true");
		}
		return properties;
	}

	/**
	 * Tells nothing, since even the URL may hold a password.
	 */
	@Override
	public String toString() {
		return "JdbcAddress[…]";
	}

}

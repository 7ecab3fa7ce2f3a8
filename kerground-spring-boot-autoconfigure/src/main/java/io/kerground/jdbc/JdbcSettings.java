package io.kerground.jdbc;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

import io.kerground.core.KergroundSetupException;

/**
 * Settings of a store in the database of the application.
 *
 * @param timeout the longest wait for a commit
 * @param tablePrefix what the names of all tables begin with
 * @param initializeSchema whether tables are made and migrated; otherwise they are
 * checked
 * @since 0.1.0
 */
public record JdbcSettings(Duration timeout, String tablePrefix, boolean initializeSchema) {

	private static final Pattern PREFIX = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,40}");

	/**
	 * Checks the values.
	 * @throws KergroundSetupException if the prefix is not an identifier
	 */
	public JdbcSettings {
		if (timeout.isZero() || timeout.isNegative()) {
			throw new IllegalArgumentException("timeout must be positive, but is " + timeout);
		}
		if (!PREFIX.matcher(tablePrefix).matches() || tablePrefix.toLowerCase(Locale.ROOT).startsWith("pg_")) {
			throw new KergroundSetupException("KG004", "The table prefix '" + tablePrefix + "' is not an identifier.",
					"Set kerground.store.table-prefix to letters, digits and underscores, beginning with a letter.",
					null);
		}
	}

}

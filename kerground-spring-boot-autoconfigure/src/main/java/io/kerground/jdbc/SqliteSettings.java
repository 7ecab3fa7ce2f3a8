package io.kerground.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

import io.kerground.core.KergroundSetupException;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a store in an SQLite file.
 *
 * @param path the file
 * @param durability what it promises about a power cut
 * @param timeout the longest wait for a commit
 * @param tablePrefix what the names of all tables begin with
 * @param initializeSchema whether tables are made and migrated; otherwise they are
 * checked
 * @param backupPath the folder of backups, or null when none are made
 * @param backupKeep how many backups are kept, or null for all
 * @since 0.1.0
 */
public record SqliteSettings(Path path, Durability durability, Duration timeout, String tablePrefix,
		boolean initializeSchema, @Nullable Path backupPath, @Nullable Integer backupKeep) {

	private static final Pattern PREFIX = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,40}");

	/**
	 * Checks the values and makes the paths absolute.
	 * @throws KergroundSetupException if the prefix is not an identifier
	 */
	public SqliteSettings {
		path = path.toString().isEmpty() ? path : path.toAbsolutePath().normalize();
		if (timeout.isZero() || timeout.isNegative()) {
			throw new IllegalArgumentException("timeout must be positive, but is " + timeout);
		}
		backupPath = (backupPath != null) ? backupPath.toAbsolutePath().normalize() : null;
		if (backupKeep != null && backupKeep < 1) {
			throw new IllegalArgumentException("backupKeep must be at least 1, but is " + backupKeep);
		}
		if (!PREFIX.matcher(tablePrefix).matches() || tablePrefix.toLowerCase(Locale.ROOT).startsWith("sqlite_")) {
			throw new KergroundSetupException("KG004", "The table prefix '" + tablePrefix + "' is not an identifier.",
					"Set kerground.store.table-prefix to letters, digits and underscores, beginning with a letter.",
					null);
		}
	}

	/**
	 * Creates the settings of a store without backups.
	 * @param path the file
	 * @param durability what it promises about a power cut
	 * @param timeout the longest wait for a commit
	 * @param tablePrefix what the names of all tables begin with
	 * @param initializeSchema whether tables are made and migrated
	 */
	public SqliteSettings(Path path, Durability durability, Duration timeout, String tablePrefix,
			boolean initializeSchema) {
		this(path, durability, timeout, tablePrefix, initializeSchema, null, null);
	}

}

package io.kerground.core;

import org.jspecify.annotations.Nullable;

/**
 * No backup was made. The store itself is as it was.
 *
 * @since 0.1.0
 */
public class BackupException extends KergroundException {

	private final boolean refused;

	/**
	 * Creates the exception for a backup that failed.
	 * @param message what could not be done
	 * @param cause why
	 */
	public BackupException(String message, @Nullable Throwable cause) {
		this(message, cause, false);
	}

	private BackupException(String message, @Nullable Throwable cause, boolean refused) {
		super(message, cause);
		this.refused = refused;
	}

	/**
	 * Creates the exception for a backup that was not begun.
	 * @param message why not, without anything that only the operator may know
	 * @return the exception
	 */
	public static BackupException refused(String message) {
		return new BackupException(message, null, true);
	}

	/**
	 * Returns whether the backup was not even begun.
	 * @return true when backups are not set up or one is under way
	 */
	public boolean isRefused() {
		return this.refused;
	}

}

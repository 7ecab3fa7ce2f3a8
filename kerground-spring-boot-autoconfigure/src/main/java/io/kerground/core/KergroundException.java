package io.kerground.core;

import org.jspecify.annotations.Nullable;

/**
 * Root of the exceptions that Kerground throws.
 *
 * @since 0.1.0
 */
public class KergroundException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message what happened and what to do
	 */
	public KergroundException(String message) {
		super(message);
	}

	/**
	 * Creates the exception.
	 * @param message what happened and what to do
	 * @param cause why it happened
	 */
	public KergroundException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}

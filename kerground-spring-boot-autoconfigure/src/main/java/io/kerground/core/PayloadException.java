package io.kerground.core;

import org.jspecify.annotations.Nullable;

/**
 * Arguments or a response can't be written, can't be read back, are too large, or do not
 * fit the task's method.
 *
 * @since 0.1.0
 */
public class PayloadException extends KergroundException {

	/**
	 * Creates the exception.
	 * @param message what does not fit, and what would
	 */
	public PayloadException(String message) {
		super(message);
	}

	/**
	 * Creates the exception.
	 * @param message what does not fit, and what would
	 * @param cause what the serializer said
	 */
	public PayloadException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}

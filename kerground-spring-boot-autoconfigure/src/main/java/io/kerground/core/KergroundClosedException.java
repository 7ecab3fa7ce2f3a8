package io.kerground.core;

/**
 * Kerground is shut down.
 *
 * @since 0.1.0
 */
public class KergroundClosedException extends KergroundException {

	/**
	 * Creates the exception.
	 * @param message what was not done
	 */
	public KergroundClosedException(String message) {
		super(message);
	}

}

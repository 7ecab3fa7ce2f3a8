package io.kerground.core;

import org.jspecify.annotations.Nullable;

/**
 * The application can't start as it is set up. Carries what a person needs to mend it.
 *
 * @since 0.1.0
 */
public class KergroundSetupException extends KergroundException {

	private final String code;

	private final String action;

	/**
	 * Creates the exception.
	 * @param code the stable code of the problem, as in {@code KG002}
	 * @param description what is wrong, with names
	 * @param action what to do about it
	 * @param cause why, or null
	 */
	public KergroundSetupException(String code, String description, String action, @Nullable Throwable cause) {
		super(code + ": " + description + " " + action, cause);
		this.code = code;
		this.action = action;
	}

	/**
	 * Returns the stable code of the problem.
	 * @return for example {@code KG002}
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Returns what to do about it.
	 * @return one or more sentences
	 */
	public String action() {
		return this.action;
	}

	/**
	 * Returns what is wrong, without the action.
	 * @return one or more sentences
	 */
	public String description() {
		String message = String.valueOf(getMessage());
		return message.substring(0, message.length() - this.action.length()).strip();
	}

}

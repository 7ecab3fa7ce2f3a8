package io.kerground.core;

import java.util.List;

/**
 * No worker of this application offers a task with the given name.
 *
 * @since 0.1.0
 */
public class UnknownTaskNameException extends KergroundException {

	private final String name;

	private final List<String> nearest;

	/**
	 * Creates the exception.
	 * @param name the unknown name
	 * @param nearest the known names that are most like it
	 */
	public UnknownTaskNameException(String name, List<String> nearest) {
		this(name, nearest, "No worker offers a task named '" + TaskNames.printable(name) + "'." + hint(nearest)
				+ " A task whose worker lives in another application is sent with TaskRequest.of(…).external()");
	}

	/**
	 * Creates the exception with a text of its own.
	 * @param name the unknown name
	 * @param nearest the known names that are most like it
	 * @param message what happened and what to do
	 */
	public UnknownTaskNameException(String name, List<String> nearest, String message) {
		super(message);
		this.name = name;
		this.nearest = List.copyOf(nearest);
	}

	private static String hint(List<String> nearest) {
		return nearest.isEmpty() ? " There are no workers." : " Did you mean " + String.join(", ", nearest) + "?";
	}

	/**
	 * Returns the unknown name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the known names that are most like the unknown one.
	 * @return the names, the nearest first
	 */
	public List<String> nearest() {
		return this.nearest;
	}

}

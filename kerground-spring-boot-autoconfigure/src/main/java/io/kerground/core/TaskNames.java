package io.kerground.core;

import java.util.regex.Pattern;

/**
 * The rule for names of tasks and queues.
 *
 * @since 0.1.0
 */
public final class TaskNames {

	/**
	 * The queue of tasks that name none.
	 */
	public static final String DEFAULT_QUEUE = "default";

	/**
	 * The form of a name: letters of any script, digits and {@code . _ : -}, 1 to 200
	 * characters.
	 */
	public static final String FORM = "[\\p{L}0-9._:-]{1,200}";

	private static final Pattern PATTERN = Pattern.compile(FORM);

	private static final Pattern UNPRINTABLE = Pattern
		.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069\\uFEFF]");

	private TaskNames() {
	}

	/**
	 * Returns the given name if it is one.
	 * @param kind what it names, for the error text
	 * @param name the name
	 * @return the name
	 * @throws IllegalArgumentException if the name does not have the form
	 */
	public static String check(String kind, String name) {
		if (!PATTERN.matcher(name).matches()) {
			throw new IllegalArgumentException("The " + kind + " '" + printable(name) + "' does not match " + FORM);
		}
		return name;
	}

	/**
	 * Returns a text as it can be printed on one line, so that nobody's text can forge a
	 * line or turn the direction of one: control characters, line separators, halves of
	 * surrogate pairs and marks of direction are replaced, and a long text is cut.
	 * @param text any text
	 * @return the printable text
	 */
	public static String printable(String text) {
		String cut = (text.length() > 300) ? text.substring(0, 300) + "…" : text;
		return UNPRINTABLE.matcher(cut).replaceAll("?");
	}

}

package io.kerground.core;

import java.util.List;

/**
 * Several tasks could be meant by a bare method name or a method reference.
 *
 * @since 0.1.0
 */
public class AmbiguousTaskNameException extends KergroundException {

	private final List<String> candidates;

	/**
	 * Creates the exception.
	 * @param name the name that was given
	 * @param candidates the canonical names it could mean
	 */
	public AmbiguousTaskNameException(String name, List<String> candidates) {
		super("'" + TaskNames.printable(name) + "' could mean " + String.join(" or ", candidates)
				+ ": send by one of these names");
		this.candidates = List.copyOf(candidates);
	}

	/**
	 * Returns what could be meant.
	 * @return the canonical names
	 */
	public List<String> candidates() {
		return this.candidates;
	}

}

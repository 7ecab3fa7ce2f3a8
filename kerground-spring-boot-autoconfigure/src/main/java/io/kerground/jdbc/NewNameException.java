package io.kerground.jdbc;

/**
 * A name has no number yet that a transaction of the application could use. The writer
 * has to store it first.
 */
@SuppressWarnings("serial") // is caught where it is thrown
final class NewNameException extends RuntimeException {

	private final Dictionary dictionary;

	private final String name;

	NewNameException(Dictionary dictionary, String name) {
		super("'" + name + "' is not known before the transaction writes");
		this.dictionary = dictionary;
		this.name = name;
	}

	/**
	 * Returns whether the name belongs into a dictionary.
	 */
	@SuppressWarnings("ReferenceEquality") // there is one of each kind
	boolean isOf(Dictionary dictionary) {
		return this.dictionary == dictionary;
	}

	String name() {
		return this.name;
	}

}

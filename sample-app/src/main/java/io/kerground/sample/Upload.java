package io.kerground.sample;

/**
 * An uploaded file: what the task carries instead of the file itself.
 *
 * @param path where the file lies
 * @param name the name under which it was uploaded
 * @param kind what it is
 */
public record Upload(String path, String name, Kind kind) {

	/**
	 * What can be done with a file.
	 */
	public enum Kind {

		/**
		 * Text in any form.
		 */
		TEXT,

		/**
		 * Comma-separated values with a header line.
		 */
		CSV,

		/**
		 * A PNG or JPEG image.
		 */
		IMAGE

	}

}

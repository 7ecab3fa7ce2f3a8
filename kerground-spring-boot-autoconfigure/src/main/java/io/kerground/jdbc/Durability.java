package io.kerground.jdbc;

/**
 * What a store promises about a power cut. A killed process never loses what was stored.
 *
 * @since 0.1.0
 */
public enum Durability {

	/**
	 * What was acknowledged survives a power cut.
	 */
	FULL,

	/**
	 * A power cut may lose the last moments before it; the file stays consistent.
	 */
	NORMAL

}

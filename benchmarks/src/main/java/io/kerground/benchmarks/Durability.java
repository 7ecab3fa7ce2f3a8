package io.kerground.benchmarks;

import java.util.Locale;

/**
 * What a store promises when the power fails.
 */
enum Durability {

	/** The last moments before a power cut may be lost, nothing else. */
	NORMAL("off"),

	/** Whatever was answered is on the disk. */
	FULL("on");

	private final String synchronousCommit;

	Durability(String synchronousCommit) {
		this.synchronousCommit = synchronousCommit;
	}

	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns the value of PostgreSQL's {@code synchronous_commit} that promises the
	 * same.
	 */
	String synchronousCommit() {
		return this.synchronousCommit;
	}

}

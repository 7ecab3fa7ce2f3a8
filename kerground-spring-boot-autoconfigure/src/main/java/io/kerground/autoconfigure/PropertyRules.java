package io.kerground.autoconfigure;

import java.time.Duration;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskNames;

/**
 * Checks of property values whose texts name the property.
 */
final class PropertyRules {

	private PropertyRules() {
	}

	static void atLeast(String property, Duration value, Duration least) {
		if (value.compareTo(least) < 0) {
			throw refused(property, text(value), "must be at least " + text(least));
		}
	}

	static void notNegative(String property, Duration value) {
		if (value.isNegative()) {
			throw refused(property, text(value), "must not be negative");
		}
	}

	static void between(String property, long value, long least, long greatest) {
		if (value < least || value > greatest) {
			throw refused(property, String.valueOf(value), "must be " + least + " to " + greatest);
		}
	}

	static void between(String property, double value, double least, double greatest) {
		if (!(value >= least && value <= greatest)) {
			throw refused(property, String.valueOf(value), "must be " + least + " to " + greatest);
		}
	}

	static KergroundSetupException refused(String property, String value, String rule) {
		return new KergroundSetupException("KG007",
				"The property '" + property + "' " + rule + ", but is '" + TaskNames.printable(value) + "'.",
				"Change '" + property + "' in the configuration of the application, or remove it to use its default.",
				null);
	}

	/**
	 * Writes a duration in the form in which people write it in properties.
	 */
	static String text(Duration value) {
		if (value.toMillis() % 1000 != 0) {
			return value.toMillis() + "ms";
		}
		return value.toSeconds() + "s";
	}

}

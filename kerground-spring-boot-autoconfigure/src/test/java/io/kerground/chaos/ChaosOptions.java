package io.kerground.chaos;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the harness is told on its command line, as {@code --name=value}.
 */
final class ChaosOptions {

	private final Map<String, String> values = new TreeMap<>();

	ChaosOptions(String... arguments) {
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			if (!argument.startsWith("--") || equals < 0) {
				throw new IllegalArgumentException("Not of the form --name=value: " + argument);
			}
			this.values.put(argument.substring(2, equals), argument.substring(equals + 1));
		}
	}

	String text(String name, String fallback) {
		return this.values.getOrDefault(name, fallback);
	}

	int number(String name, int fallback) {
		return Integer.parseInt(text(name, String.valueOf(fallback)));
	}

	long seed() {
		return Long.parseLong(text("seed", String.valueOf(System.nanoTime() & 0xffff_ffffL)));
	}

	SeededBug bug() {
		return SeededBug.valueOf(text("bug", SeededBug.NONE.name()));
	}

}

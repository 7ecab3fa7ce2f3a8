package io.kerground.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.kerground.core.TaskDefinition;

/**
 * Finds the names that a mistyped one may have meant.
 */
final class NearestNames {

	private static final int LIMIT = 3;

	private static final int LONGEST = 200;

	private NearestNames() {
	}

	static List<String> of(String name, List<TaskDefinition> definitions) {
		String wanted = normal(name);
		return definitions.stream()
			.map((definition) -> new Candidate(definition.name(), distance(wanted, definition)))
			.sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
			.limit(LIMIT)
			.map(Candidate::name)
			.toList();
	}

	private static int distance(String wanted, TaskDefinition definition) {
		Stream<String> names = Stream.of(definition.name(), definition.method());
		return Stream.concat(names, definition.aliases().stream())
			.mapToInt((known) -> distance(wanted, normal(known)))
			.min()
			.orElse(Integer.MAX_VALUE);
	}

	private static String normal(String name) {
		return name.substring(0, Math.min(name.length(), LONGEST)).toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns how many characters must be put in, taken out or replaced (Levenshtein).
	 */
	static int distance(String from, String to) {
		int[] above = new int[to.length() + 1];
		for (int j = 0; j <= to.length(); j++) {
			above[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			int[] row = new int[to.length() + 1];
			row[0] = i;
			for (int j = 1; j <= to.length(); j++) {
				int replaced = above[j - 1] + ((from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1);
				row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
			}
			above = row;
		}
		return above[to.length()];
	}

	private record Candidate(String name, int distance) {

	}

}

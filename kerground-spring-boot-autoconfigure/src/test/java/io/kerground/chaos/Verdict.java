package io.kerground.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run of the harness has found: violated rules, and figures.
 */
final class Verdict {

	private static final int EXAMPLES = 5;

	private final Map<String, List<String>> violations = new LinkedHashMap<>();

	private final Map<String, Object> figures = new LinkedHashMap<>();

	void violated(String rule, String example) {
		this.violations.computeIfAbsent(rule, (key) -> new ArrayList<>()).add(example);
	}

	void figure(String name, Object value) {
		this.figures.put(name, value);
	}

	boolean isClean() {
		return this.violations.isEmpty();
	}

	String figures() {
		return this.figures.entrySet()
			.stream()
			.map((figure) -> figure.getKey() + " " + figure.getValue())
			.collect(Collectors.joining(", "));
	}

	/**
	 * Returns a line for each violated rule, with some examples.
	 */
	List<String> violations() {
		return this.violations.entrySet()
			.stream()
			.map((entry) -> "VIOLATED " + entry.getKey() + ": " + entry.getValue().size() + " times, as "
					+ entry.getValue().stream().limit(EXAMPLES).collect(Collectors.joining("; ")))
			.toList();
	}

}

package io.kerground.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.kerground.core.TaskNames;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

/**
 * Prints tables for people, JSON for programs. What comes from a store can't control the
 * terminal.
 */
final class CliPrinter {

	private final PrintStream out;

	private final boolean json;

	CliPrinter(PrintStream out, boolean json) {
		this.out = out;
		this.json = json;
	}

	/**
	 * Prints rows with the same keys, and what else a program may want to know.
	 */
	void rows(String name, List<Map<String, @Nullable Object>> rows, Map<String, @Nullable Object> further) {
		if (this.json) {
			further.put(name, rows);
			object(further);
			return;
		}
		if (rows.isEmpty()) {
			this.out.println("none");
			return;
		}
		List<String> names = List.copyOf(rows.get(0).keySet());
		List<List<String>> lines = new ArrayList<>(List.of(names));
		rows.forEach((row) -> lines.add(names.stream().map((key) -> text(row.get(key))).toList()));
		int[] widths = IntStream.range(0, names.size())
			.map((column) -> lines.stream().mapToInt((line) -> line.get(column).length()).max().orElse(0))
			.toArray();
		lines.forEach((line) -> this.out.println(IntStream.range(0, widths.length)
			.mapToObj((column) -> line.get(column) + " ".repeat(widths[column] - line.get(column).length()))
			.collect(Collectors.joining("  "))
			.stripTrailing()));
	}

	/**
	 * Prints one thing, a line for each of its properties.
	 */
	void object(Map<String, @Nullable Object> properties) {
		if (this.json) {
			this.out.println(JsonWriter.<Map<String, @Nullable Object>>standard().writeToString(properties));
			return;
		}
		int width = properties.keySet().stream().mapToInt(String::length).max().orElse(0);
		properties
			.forEach((name, value) -> this.out.println(name + " ".repeat(width - name.length()) + "  " + text(value)));
	}

	private static String text(@Nullable Object value) {
		return (value != null) ? TaskNames.printable(value.toString()) : "";
	}

}

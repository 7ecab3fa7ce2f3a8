package io.kerground.benchmarks;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * One number that a measurement has found.
 *
 * @param row what it tells, the same text for all systems
 * @param unit what it counts
 * @param value the number
 */
record Figure(String row, Unit unit, double value) {

	private static final String MARK = "figure";

	private static final String SEPARATOR = "\t";

	/**
	 * Returns the line by which a measuring process tells the figure.
	 */
	String line() {
		return String.join(SEPARATOR, MARK, this.row, this.unit.name(), String.format(Locale.ROOT, "%.6f", this.value));
	}

	/**
	 * Returns the figure of a line, or null when the line tells none.
	 */
	static @Nullable Figure of(String line) {
		String[] parts = line.split(SEPARATOR, -1);
		return (parts.length == 4 && parts[0].equals(MARK))
				? new Figure(parts[1], Unit.valueOf(parts[2]), Double.parseDouble(parts[3])) : null;
	}

}

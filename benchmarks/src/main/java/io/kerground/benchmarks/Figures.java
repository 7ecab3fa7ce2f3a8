package io.kerground.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers what a measurement finds.
 */
final class Figures {

	private static final double NANOS_IN_SECOND = 1e9;

	private static final double NANOS_IN_MILLI = 1e6;

	private final List<Figure> figures = new ArrayList<>();

	void add(String row, Unit unit, double value) {
		this.figures.add(new Figure(row, unit, value));
	}

	/**
	 * Adds how many tasks there were in a second.
	 */
	void rate(String row, long tasks, long nanos) {
		add(row, Unit.PER_SECOND, tasks * NANOS_IN_SECOND / nanos);
	}

	void nanos(String row, double nanos) {
		add(row, Unit.MILLIS, nanos / NANOS_IN_MILLI);
	}

	List<Figure> all() {
		return List.copyOf(this.figures);
	}

}

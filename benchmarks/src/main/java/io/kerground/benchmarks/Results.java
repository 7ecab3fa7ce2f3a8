package io.kerground.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * All figures of all rounds.
 */
final class Results {

	private final List<Result> results = new ArrayList<>();

	private final List<String> failures = new ArrayList<>();

	void add(int round, Durability durability, SystemKind system, Figure figure, double load) {
		this.results.add(new Result(round, durability, system, figure, load));
	}

	void failed(WorkloadKind workload, Durability durability, SystemKind system) {
		this.failures.add(workload.word() + ", " + durability.word() + ", " + system.title());
	}

	List<String> failures() {
		return this.failures;
	}

	/**
	 * Returns the rows in the order in which they were found.
	 */
	Set<Row> rows() {
		Set<Row> rows = new LinkedHashSet<>();
		for (Durability durability : Durability.values()) {
			this.results.stream()
				.filter((result) -> result.durability() == durability)
				.forEach((result) -> rows.add(new Row(result.figure().row(), result.figure().unit(), durability)));
		}
		return rows;
	}

	/**
	 * Returns the median over the rounds.
	 */
	OptionalDouble median(Row row, SystemKind system) {
		return median(this.results.stream()
			.filter((result) -> result.is(row, system))
			.mapToDouble((result) -> result.figure().value()));
	}

	/**
	 * Returns the median of the ratios of each round, above 1 when the first is better.
	 */
	OptionalDouble advantage(Row row, SystemKind first, SystemKind second) {
		int rounds = this.results.stream().mapToInt(Result::round).max().orElse(0);
		return median(IntStream.rangeClosed(1, rounds).mapToObj((round) -> {
			OptionalDouble own = value(round, row, first);
			OptionalDouble other = value(round, row, second);
			return (own.isPresent() && other.isPresent())
					? DoubleStream.of(row.unit().advantage(own.getAsDouble(), other.getAsDouble()))
					: DoubleStream.empty();
		}).flatMapToDouble((ratio) -> ratio));
	}

	private OptionalDouble value(int round, Row row, SystemKind system) {
		return this.results.stream()
			.filter((result) -> result.round() == round && result.is(row, system))
			.mapToDouble((result) -> result.figure().value())
			.findFirst();
	}

	/**
	 * Returns the load of the machine at the start of the measurements of a row, lowest
	 * and highest.
	 */
	String load(Row row) {
		var loads = this.results.stream()
			.filter((result) -> result.figure().row().equals(row.text()) && result.durability() == row.durability())
			.mapToDouble(Result::load)
			.summaryStatistics();
		return String.format(Locale.ROOT, "%.1f–%.1f", loads.getMin(), loads.getMax());
	}

	private static OptionalDouble median(DoubleStream values) {
		double[] sorted = values.sorted().toArray();
		int middle = sorted.length / 2;
		if (sorted.length == 0) {
			return OptionalDouble.empty();
		}
		return OptionalDouble.of((sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
	}

	/**
	 * Returns each figure of each round as a line.
	 */
	List<String> csv() {
		List<String> lines = new ArrayList<>(List.of("round;durability;system;row;unit;value;load"));
		for (Result result : this.results) {
			lines.add(String.format(Locale.ROOT, "%d;%s;%s;%s;%s;%.6f;%.2f", result.round(), result.durability().word(),
					result.system().word(), result.figure().row(), result.figure().unit(), result.figure().value(),
					result.load()));
		}
		return lines;
	}

	/**
	 * A row of the table.
	 *
	 * @param text what it tells
	 * @param unit what its figures count
	 * @param durability the promise
	 */
	record Row(String text, Unit unit, Durability durability) {

	}

	private record Result(int round, Durability durability, SystemKind system, Figure figure, double load) {

		boolean is(Row row, SystemKind wanted) {
			return this.system == wanted && this.durability == row.durability() && this.figure.row().equals(row.text());
		}

	}

}

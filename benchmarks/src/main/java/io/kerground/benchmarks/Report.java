package io.kerground.benchmarks;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The figures as a table in Markdown. A cell holds the median, and in brackets by which
 * factor Kerground is better: that on SQLite, and beside systems on PostgreSQL also that
 * on PostgreSQL.
 */
final class Report {

	private final Results results;

	private final Options options;

	private final Duration took;

	private final String postgresProblem;

	Report(Results results, Options options, Duration took, String postgresProblem) {
		this.results = results;
		this.options = options;
		this.took = took;
		this.postgresProblem = postgresProblem;
	}

	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add(String.format(Locale.ROOT,
				"%s, %d cores, JDK %s, %s; size %s, %d rounds, %d of other libraries, %d s in all",
				LocalDate.now(ZoneOffset.UTC), Runtime.getRuntime().availableProcessors(), Runtime.version(),
				System.getProperty("os.name") + " " + System.getProperty("os.arch"), this.options.size().word(),
				this.options.rounds(), this.options.peerRounds(), this.took.toSeconds()));
		lines.add("");
		lines.add("| what | durability | " + titles() + " | load |");
		lines.add("|---|---|" + "---|".repeat(this.options.systems().size()) + "---|");
		for (Results.Row row : this.results.rows()) {
			lines.add(line(row));
		}
		lines.add("");
		this.results.failures().forEach((failure) -> lines.add("Failed: " + failure));
		if (!this.postgresProblem.isEmpty()) {
			lines.add("PostgreSQL could not be started: " + this.postgresProblem);
		}
		return lines;
	}

	private String titles() {
		return String.join(" | ", this.options.systems().stream().map(SystemKind::title).toList());
	}

	private String line(Results.Row row) {
		List<String> cells = new ArrayList<>(List.of(row.text(), row.durability().word()));
		for (SystemKind system : this.options.systems()) {
			cells.add(cell(row, system));
		}
		cells.add(this.results.load(row));
		return "| " + String.join(" | ", cells) + " |";
	}

	private String cell(Results.Row row, SystemKind system) {
		OptionalDouble median = this.results.median(row, system);
		if (median.isEmpty()) {
			return "";
		}
		String value = row.unit().format(median.getAsDouble());
		List<String> advantages = new ArrayList<>();
		if (!system.isKerground()) {
			this.results.advantage(row, SystemKind.KERGROUND, system)
				.ifPresent((advantage) -> advantages.add(String.format(Locale.ROOT, "%.3g×", advantage)));
		}
		if (!system.isKerground() && system.isOnPostgres()) {
			this.results.advantage(row, SystemKind.KERGROUND_POSTGRESQL, system)
				.ifPresent((advantage) -> advantages.add(String.format(Locale.ROOT, "%.3g× on PostgreSQL", advantage)));
		}
		return advantages.isEmpty() ? value : value + " (" + String.join(", ", advantages) + ")";
	}

}

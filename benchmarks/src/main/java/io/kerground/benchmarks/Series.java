package io.kerground.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.springframework.util.FileSystemUtils;

/**
 * Measures everything that was asked for, round by round and the systems in turn, so that
 * a machine that becomes slower meanwhile does so for all of them.
 */
final class Series {

	private final Options options;

	private final PostgresServer postgres;

	private final PrintStream out;

	private final Results results = new Results();

	Series(Options options, PostgresServer postgres, PrintStream out) {
		this.options = options;
		this.postgres = postgres;
		this.out = out;
	}

	void run() throws IOException, InterruptedException {
		long begun = System.nanoTime();
		for (int round = 1; round <= this.options.rounds(); round++) {
			for (WorkloadKind workload : this.options.workloads()) {
				for (Durability durability : workload.durabilities(this.options.durabilities())) {
					round(round, workload, durability);
				}
			}
		}
		Duration took = Duration.ofNanos(System.nanoTime() - begun);
		Report report = new Report(this.results, this.options, took, this.postgres.problem());
		report.lines().forEach(this.out::println);
		Files.write(this.options.folder().resolve("report.md"), report.lines());
	}

	private void round(int round, WorkloadKind workload, Durability durability)
			throws IOException, InterruptedException {
		for (SystemKind system : this.options.systems()) {
			if (workload.systems().contains(system) && round <= rounds(workload, system) && isPossible(system)) {
				measure(round, workload, durability, system);
			}
		}
	}

	private boolean isPossible(SystemKind system) {
		return !system.isOnPostgres() || !this.postgres.url().isEmpty();
	}

	/**
	 * Returns how often a system is measured.
	 */
	private int rounds(WorkloadKind workload, SystemKind system) {
		return (system.isPeer() || system.isOnPostgres() || workload.isSlow()) ? this.options.peerRounds()
				: this.options.rounds();
	}

	private void measure(int round, WorkloadKind workload, Durability durability, SystemKind system)
			throws IOException, InterruptedException {
		Path folder = this.options.folder().resolve("files");
		FileSystemUtils.deleteRecursively(folder);
		Files.createDirectories(folder);
		Setting setting = new Setting(workload, system, durability, this.options.size(), folder, this.postgres.url());
		double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
		long begun = System.nanoTime();
		String outcome = "";
		try {
			List<Figure> figures = new MeasuringProcess(setting, this.options.jvmOptions()).run();
			figures.forEach((figure) -> this.results.add(round, durability, system, figure, load));
		}
		catch (IOException ex) {
			outcome = " failed: " + ex.getMessage();
			this.results.failed(workload, durability, system);
		}
		FileSystemUtils.deleteRecursively(folder);
		// written each time, so that a series that is ended early leaves its figures
		Files.write(this.options.folder().resolve("figures.csv"), this.results.csv());
		this.out.printf(Locale.ROOT, "round %d, %s, %s, %s: %.1f s, load %.1f%s%n", round, workload.word(),
				durability.word(), system.title(), (System.nanoTime() - begun) / 1e9, load, outcome);
	}

}

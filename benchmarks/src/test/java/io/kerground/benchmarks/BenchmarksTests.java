package io.kerground.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Runs the workloads with next to no work. Each of them counts its tasks and throws when
 * one is missing; how fast they are is not looked at.
 */
class BenchmarksTests {

	/** What looks for work only every few seconds is measured, but not tested. */
	private static final Set<SystemKind> TESTED = Set.of(SystemKind.KERGROUND, SystemKind.FLOOR,
			SystemKind.DB_SCHEDULER_SQLITE);

	@TempDir
	private Path folder;

	static Stream<Setting> settings() {
		return Stream.of(WorkloadKind.values())
			.flatMap((workload) -> workload.systems()
				.stream()
				.filter(TESTED::contains)
				.map((system) -> new Setting(workload, system, Durability.NORMAL, Size.SMOKE, Path.of(""), "")));
	}

	@ParameterizedTest
	@MethodSource("settings")
	void everyWorkloadCountsAllItsTasks(Setting setting) throws Exception {
		Figures figures = new Figures();
		Setting here = new Setting(setting.workload(), setting.system(), setting.durability(), setting.size(),
				this.folder, "");
		setting.workload().of(setting.system()).run(here, figures);
		assertThat(figures.all()).isNotEmpty().allSatisfy((figure) -> assertThat(figure.value()).isNotNegative());
	}

	@Test
	void jobRunrStoresWhatItIsSent() throws Exception {
		Figures figures = new Figures();
		Setting setting = new Setting(WorkloadKind.SEND, SystemKind.JOBRUNR_SQLITE, Durability.FULL, Size.SMOKE,
				this.folder, "");
		setting.workload().of(setting.system()).run(setting, figures);
		assertThat(figures.all()).filteredOn((figure) -> figure.unit() == Unit.PER_SECOND)
			.hasSize(SendWorkload.THREADS.length);
	}

	@Test
	void eachMeasurementHasAProcessOfItsOwnAndTheTableHoldsItsRatio() throws Exception {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Options options = Options.parse("--smoke", "--workloads=drain", "--systems=kerground,floor",
				"--durability=normal", "--folder=" + this.folder);
		Benchmarks.run(Objects.requireNonNull(options), new PrintStream(out, true, StandardCharsets.UTF_8));
		assertThat(out.toString(StandardCharsets.UTF_8)).contains("| what | durability | Kerground | floor | load |")
			.containsPattern("\\| drain, 16 workers \\| normal \\| \\S+/s \\| \\S+/s \\(\\S+×\\) \\|")
			.doesNotContain("ailed");
		assertThat(this.folder.resolve("figures.csv")).content()
			.contains("1;normal;floor;drain, 16 workers;PER_SECOND;");
	}

	@Test
	void takesTheMedianOfTheRoundsAndOfTheirRatios() {
		Results results = new Results();
		List<Integer> own = List.of(10, 40, 20);
		List<Integer> others = List.of(5, 10, 40);
		for (int round = 1; round <= own.size(); round++) {
			results.add(round, Durability.FULL, SystemKind.KERGROUND,
					new Figure("row", Unit.PER_SECOND, own.get(round - 1)), 1);
			results.add(round, Durability.FULL, SystemKind.FLOOR,
					new Figure("row", Unit.PER_SECOND, others.get(round - 1)), 1);
		}
		Results.Row row = results.rows().iterator().next();
		assertThat(results.median(row, SystemKind.KERGROUND)).hasValue(20);
		assertThat(results.advantage(row, SystemKind.KERGROUND, SystemKind.FLOOR)).hasValue(2);
		assertThat(results.advantage(row, SystemKind.KERGROUND, SystemKind.JOBRUNR_SQLITE)).isEmpty();
	}

	@Test
	void fewerMillisecondsAreBetter() {
		assertThat(Unit.MILLIS.advantage(2, 10)).isEqualTo(5);
		assertThat(Unit.PER_SECOND.advantage(2, 10)).isEqualTo(0.2);
	}

	@Test
	void refusesUnknownOptions() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--slow")).withMessageContaining("--slow");
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--systems=quartz"))
			.withMessageContaining("kerground");
		assertThat(Options.parse("--help")).isNull();
	}

	@Test
	void tellsASettingAndAFigureToAnotherProcess() {
		Setting setting = new Setting(WorkloadKind.STEADY, SystemKind.DB_SCHEDULER_POSTGRESQL, Durability.FULL,
				Size.QUICK, Path.of("a folder"), "jdbc:postgresql://localhost:1/postgres?user=postgres");
		assertThat(Setting.of(setting.argument())).isEqualTo(setting);
		Figure figure = new Figure("a row, of 8", Unit.MILLIS, 0.25);
		assertThat(Figure.of(figure.line())).isEqualTo(figure);
		assertThat(Figure.of("a line of a log")).isNull();
	}

}

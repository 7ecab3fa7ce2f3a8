package io.kerground.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.kerground.core.TaskClock;
import io.kerground.jdbc.SteppedSqliteStore;
import io.kerground.simulation.ModelStore;
import io.kerground.simulation.PlantedBug;
import io.kerground.simulation.SteppedStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The engine under faults, stepped by seeds. {@code kerground.simulation.seeds} says how
 * many, and {@code kerground.simulation.seed} repeats one of them with its last steps
 * told.
 */
class SimulationTests {

	private static final int STEPS = 2000;

	private static final int SQLITE_SEEDS = 200;

	private static final int SQLITE_STEPS = 250;

	private static final Logger library = (Logger) LoggerFactory.getLogger("io.kerground");

	private static Level level;

	@BeforeAll
	static void silence() {
		level = library.getLevel();
		library.setLevel(Level.OFF);
	}

	@AfterAll
	static void speak() {
		library.setLevel(level);
	}

	@Test
	void everyRuleHoldsWhateverGoesWrong() throws Exception {
		Long seed = Long.getLong("kerground.simulation.seed");
		if (seed != null) {
			run(seed, PlantedBug.NONE, true);
			return;
		}
		long seeds = Long.getLong("kerground.simulation.seeds", 10_000);
		AtomicLong next = new AtomicLong();
		Callable<Result> loop = () -> {
			Result result = new Result();
			for (long i = next.getAndIncrement(); i < seeds && result.failure == null; i = next.getAndIncrement()) {
				result.add(i);
			}
			return result;
		};
		Result all = new Result();
		int threads = Runtime.getRuntime().availableProcessors();
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Callable<Result>> loops = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				loops.add(loop);
			}
			for (Future<Result> one : executor.invokeAll(loops)) {
				all.add(one.get());
			}
		}
		finally {
			executor.shutdownNow();
		}
		System.out.println("Simulated " + all.seeds + " seeds, " + all.steps + " steps: " + all.counts);
		assertThat(all.failure).as("Repeat it with -Dkerground.simulation.seed=N").isNull();
		assertThat(all.seeds).isEqualTo(seeds);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void aDefectIsFound(PlantedBug bug) {
		String found = null;
		for (long seed = 0; seed < 600 && found == null; seed++) {
			found = failure(seed, bug);
		}
		assertThat(found).as(bug.toString()).isNotNull();
	}

	@Test
	void everyRuleHoldsOnSqliteToo(@TempDir Path folder) throws Exception {
		long steps = 0;
		for (long seed = 0; seed < SQLITE_SEEDS; seed++) {
			Path file = folder.resolve(seed + ".db");
			try (SteppedStore store = new SteppedSqliteStore(file, TaskClock.system())) {
				steps += new Simulation(seed, store, true).run(SQLITE_STEPS);
			}
			Files.delete(file);
		}
		System.out.println("Simulated " + SQLITE_SEEDS + " seeds, " + steps + " steps on SQLite");
	}

	@Test
	void aSeedTellsTheSameStoryEachTime() {
		for (long seed = 0; seed < 20; seed++) {
			Simulation first = run(seed, PlantedBug.NONE, true);
			Simulation second = run(seed, PlantedBug.NONE, true);
			assertThat(second.story()).isEqualTo(first.story());
			assertThat(second.counts()).isEqualTo(first.counts());
		}
	}

	private static Simulation run(long seed, PlantedBug bug, boolean tracing) {
		Simulation simulation = new Simulation(seed, new ModelStore(bug), tracing);
		simulation.run(STEPS);
		return simulation;
	}

	/**
	 * Returns what went wrong with its story, or null.
	 */
	private static String failure(long seed, PlantedBug bug) {
		try {
			run(seed, bug, false);
			return null;
		}
		catch (AssertionError | RuntimeException ex) {
			return retold(seed, bug, ex);
		}
	}

	private static String retold(long seed, PlantedBug bug, Throwable first) {
		try {
			run(seed, bug, true);
			return first + "\n(but not when it was repeated)";
		}
		catch (AssertionError ex) {
			return String.valueOf(ex.getMessage());
		}
		catch (RuntimeException ex) {
			return "Seed " + seed + ": " + ThrowableReport.of(ex).stackTrace();
		}
	}

	/**
	 * What some seeds have shown.
	 */
	private static final class Result {

		private final Map<String, Long> counts = new TreeMap<>();

		private long seeds;

		private long steps;

		private String failure;

		void add(long seed) {
			Simulation simulation = new Simulation(seed, new ModelStore(), false);
			try {
				this.steps += simulation.run(STEPS);
				this.seeds++;
				simulation.counts().forEach((what, times) -> this.counts.merge(what, (long) times, Long::sum));
			}
			catch (AssertionError | RuntimeException ex) {
				this.failure = retold(seed, PlantedBug.NONE, ex);
			}
		}

		void add(Result other) {
			this.seeds += other.seeds;
			this.steps += other.steps;
			other.counts.forEach((what, times) -> this.counts.merge(what, times, Long::sum));
			if (this.failure == null) {
				this.failure = other.failure;
			}
		}

	}

}

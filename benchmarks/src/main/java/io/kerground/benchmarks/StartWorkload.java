package io.kerground.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts an application on stores with more and more tasks, half of them waiting for a
 * later time and half of them finished.
 */
final class StartWorkload implements Workload {

	private static final int TIMES = 5;

	private static final int SAMPLES_A_TIME = 100;

	@Override
	public void run(Setting setting, Figures figures) throws SQLException {
		Path file = setting.folder().resolve("start.db");
		StoreFiller.make(file, setting.durability());
		measure(setting, file, 0, new Figures());
		long stored = 0;
		for (long tasks : new long[] { 0, setting.size().largest() / 10, setting.size().largest() }) {
			if (tasks > stored) {
				try (StoreFiller filler = new StoreFiller(file)) {
					filler.addDelayed(StoreFiller.KNOWN, (tasks - stored) / 2);
					filler.addFinished(StoreFiller.KNOWN, (tasks - stored) / 2);
				}
			}
			stored = tasks;
			measure(setting, file, tasks, figures);
		}
	}

	private static void measure(Setting setting, Path file, long tasks, Figures figures) {
		int repeats = Math.max(1, Math.min(TIMES, setting.size().samples() / SAMPLES_A_TIME));
		Percentiles times = new Percentiles(repeats);
		for (int i = 0; i < repeats; i++) {
			long begun = System.nanoTime();
			try (ConfigurableApplicationContext context = KergroundApplication.start(file, setting.durability(),
					true)) {
				times.add(System.nanoTime() - begun);
				if (!context.isRunning()) {
					throw new IllegalStateException("The application does not run");
				}
			}
		}
		times.tellMedian(String.format("start of the context, %,d tasks stored", tasks), figures);
	}

}

package io.kerground.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

import io.kerground.actuate.EndpointSupport;
import io.kerground.actuate.KergroundEndpoint;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStatus;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Looks at stores with very many tasks: counts, the summary of the endpoint, and pages.
 */
final class ViewsWorkload implements Workload {

	private static final int TIMES = 20;

	private static final long MANY = 1_000_000;

	@Override
	public void run(Setting setting, Figures figures) throws SQLException {
		Path file = setting.folder().resolve("views.db");
		StoreFiller.make(file, setting.durability());
		long many = Math.min(MANY, setting.size().largest());
		try (StoreFiller filler = new StoreFiller(file)) {
			filler.addFinished(StoreFiller.KNOWN, many - many / 10);
			filler.addWaiting(StoreFiller.UNKNOWN, many / 10);
		}
		pages(setting, file, many, figures);
		long largest = setting.size().largest();
		if (largest > many) {
			try (StoreFiller filler = new StoreFiller(file)) {
				filler.addFinished(StoreFiller.KNOWN, largest - many);
			}
		}
		counts(setting, file, largest, figures);
	}

	private static void counts(Setting setting, Path file, long tasks, Figures figures) {
		try (ConfigurableApplicationContext context = KergroundApplication.start(file, setting.durability(), false)) {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			KergroundEndpoint endpoint = new KergroundEndpoint(ker, context.getBean(TaskRepository.class), List.of(),
					Show.ALWAYS, EndpointSupport.of(null, null));
			time(String.format("stats() with %,d tasks", tasks), ker::stats, figures);
			time(String.format("summary of the endpoint with %,d tasks", tasks), endpoint::summary, figures);
		}
	}

	private static void pages(Setting setting, Path file, long tasks, Figures figures) {
		try (ConfigurableApplicationContext context = KergroundApplication.start(file, setting.durability(), false)) {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			time(String.format("page of all, %,d tasks", tasks), () -> ker.list(TaskQuery.all()), figures);
			// the name is known to the store, so that it has to look
			TaskQuery query = TaskQuery.all().status(TaskStatus.FINISHED).name(StoreFiller.UNKNOWN);
			time(String.format("page of finished tasks by a name that none has, %,d tasks", tasks), () -> {
				TaskPage page = ker.list(query);
				if (!page.tasks().isEmpty() || (tasks == MANY && page.next() == null)) {
					throw new IllegalStateException("The page is wrong: " + page);
				}
			}, figures);
		}
	}

	private static void time(String row, Runnable question, Figures figures) {
		question.run();
		Percentiles times = new Percentiles(TIMES);
		for (int i = 0; i < TIMES; i++) {
			long begun = System.nanoTime();
			question.run();
			times.add(System.nanoTime() - begun);
		}
		times.tellMedian(row, figures);
	}

}

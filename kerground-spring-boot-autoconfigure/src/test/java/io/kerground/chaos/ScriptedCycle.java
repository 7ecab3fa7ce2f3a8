package io.kerground.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.kerground.autoconfigure.KergroundAutoConfiguration;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * An application that opens a store, does each kind of write to it once, and closes it.
 * Writes down what it was told.
 */
final class ScriptedCycle {

	static final String STORE = "tasks.db";

	static final String JOURNAL = "journal";

	static final String READY = "ready";

	private static final String PRUNABLE = "cycle.prunable";

	private static final Duration LATER = Duration.ofHours(10);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final KergroundTemplate ker;

	private final SideFile journal;

	private ScriptedCycle(KergroundTemplate ker, SideFile journal) {
		this.ker = ker;
		this.journal = journal;
	}

	/**
	 * Runs the script, or only opens and closes the store. Does so once on another store
	 * before, so that hardly anything but the store's own system calls is left to make;
	 * tells then that it is ready, and begins when a line is read.
	 * @param arguments the folder of the store, and {@code open} or {@code all}
	 */
	public static void main(String[] arguments) throws IOException {
		Path folder = Path.of(arguments[0]);
		boolean all = arguments[1].equals("all");
		if (!Boolean.getBoolean(CycleWorker.HALT)) {
			play(folder.resolve("before.db"), new SideFile(folder.resolve("before")), all);
		}
		System.out.println(READY);
		System.in.read();
		SideFile journal = new SideFile(folder.resolve(JOURNAL));
		play(folder.resolve(STORE), journal, all);
		journal.append("Z", "end");
		System.exit(0);
	}

	private static void play(Path store, SideFile journal, boolean all) throws IOException {
		try (ConfigurableApplicationContext context = start(store, journal)) {
			if (all) {
				new ScriptedCycle(context.getBean(KergroundTemplate.class), journal)
					.all(context.getBean(TaskRepository.class));
			}
		}
	}

	/**
	 * Starts the application on a store.
	 */
	static ConfigurableApplicationContext start(Path store, SideFile journal) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("kerground.store.path=" + store, "spring.application.name=victim", "logging.level.root=off",
					"kerground.pool.size=4", "kerground.retry.max-crashes=1000",
					"spring.main.register-shutdown-hook=false")
			.initializers((application) -> application.getBeanFactory().registerSingleton("journal", journal))
			.run();
	}

	private void all(TaskRepository repository) {
		UUID one = send(TaskRequest.of(CycleWorker::work, "one"));
		awaitFinished(one);
		List<UUID> several = this.ker
			.sendAll(List.of(TaskRequest.of(CycleWorker::work, "two"), TaskRequest.of(CycleWorker::work, "three")));
		several.forEach((id) -> this.journal.append("A", id));
		several.forEach(this::awaitFinished);
		awaitFinished(send(TaskRequest.of(CycleWorker::flaky, "four")));
		UUID later = send(TaskRequest.of(CycleWorker::work, "later").delay(LATER));
		this.journal.append("C", later);
		this.ker.cancel(later);
		UUID unwanted = send(TaskRequest.of(CycleWorker::work, "unwanted").delay(LATER));
		this.journal.append("G", unwanted);
		this.ker.delete(unwanted);
		UUID old = send(TaskRequest.of(CycleWorker::prunable, "old"));
		awaitFinished(old);
		this.journal.append("G", old);
		repository.prune(
				new TaskRepository.PruneRule(TaskStatus.FINISHED, Set.of(PRUNABLE), Set.of(), 0, Long.MAX_VALUE), 10);
		send(TaskRequest.of(CycleWorker::work, "last"));
	}

	private UUID send(TaskRequest request) {
		UUID id = this.ker.send(request);
		this.journal.append("A", id);
		return id;
	}

	private void awaitFinished(UUID id) {
		this.ker.await(id, String.class, PATIENCE);
		this.journal.append("F", id);
	}

	/**
	 * The beans of the application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(KergroundAutoConfiguration.class)
	@Import(CycleWorker.class)
	static class Application {

	}

}

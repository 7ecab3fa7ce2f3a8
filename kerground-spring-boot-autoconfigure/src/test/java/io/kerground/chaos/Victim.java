package io.kerground.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.kerground.autoconfigure.KergroundAutoConfiguration;
import io.kerground.autoconfigure.KergroundProperties;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskFinishedEvent;
import io.kerground.core.TaskListener;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import io.kerground.engine.TaskAnnouncer;
import io.kerground.jdbc.Durability;
import io.kerground.jdbc.SeededBugStore;
import io.kerground.jdbc.SqliteSettings;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * A Spring Boot application that sends tasks and works on them, to be killed. It obeys
 * lines on its standard input, and dies when that ends, so that none outlives the
 * harness.
 */
final class Victim {

	static final String DRAIN = "drain";

	private static final int ORPHANED = 3;

	private Victim() {
	}

	public static void main(String[] arguments) throws Exception {
		long begun = System.nanoTime();
		VictimSettings settings = VictimSettings.ofSystemProperties();
		ApplicationContext context = new SpringApplicationBuilder(sources(settings.bug())).web(WebApplicationType.NONE)
			.initializers((application) -> application.getBeanFactory().registerSingleton("victimSettings", settings))
			.run(arguments);
		VictimFiles files = context.getBean(VictimFiles.class);
		files.life().append("B", begun);
		files.life().append("R", System.nanoTime());
		KergroundTemplate ker = context.getBean(KergroundTemplate.class);
		VictimSenders senders = new VictimSenders(ker, files.send(), settings.name());
		senders.start(settings.senders());
		obey(senders, ker);
	}

	private static Class<?>[] sources(SeededBug bug) {
		return (bug != SeededBug.NONE) ? new Class<?>[] { Application.class, SeededBugConfiguration.class }
				: new Class<?>[] { Application.class };
	}

	private static void obey(VictimSenders senders, KergroundTemplate ker) throws IOException {
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		String command = commands.readLine();
		if (command == null) {
			Runtime.getRuntime().halt(ORPHANED);
			return;
		}
		senders.endAfter(Integer.parseInt(command.substring(DRAIN.length() + 1)));
		dieWith(commands);
		while (!senders.areDone() || !isDrained(ker.stats())) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
		}
		System.exit(0);
	}

	private static void dieWith(BufferedReader commands) {
		Thread thread = new Thread(() -> {
			try {
				commands.readLine();
			}
			catch (IOException ex) {
				System.err.println("The standard input failed: " + ex);
			}
			Runtime.getRuntime().halt(ORPHANED);
		}, "standard-input");
		thread.setDaemon(true);
		thread.start();
	}

	private static boolean isDrained(TaskStats stats) {
		return stats.count(TaskStatus.PENDING) + stats.count(TaskStatus.RUNNING) + stats.count(TaskStatus.BLOCKED) == 0;
	}

	/**
	 * The beans of a victim.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(KergroundAutoConfiguration.class)
	@Import(VictimWorker.class)
	static class Application {

		@Bean
		VictimFiles victimFiles(VictimSettings settings) throws IOException {
			return VictimFiles.open(settings.folder(), settings.name());
		}

		@Bean
		TaskListener finishListener(VictimFiles files) {
			return (event) -> {
				if (event instanceof TaskFinishedEvent finished) {
					files.end().append("F", finished.task().id(), finished.task().attempt());
				}
			};
		}

		@Bean
		EngineMark engineMark(VictimFiles files) {
			return new EngineMark(files.life());
		}

	}

	/**
	 * A store whose connections have a bug, instead of the library's.
	 */
	@Configuration(proxyBeanMethods = false)
	static class SeededBugConfiguration {

		@Bean
		SqliteSettings sqliteSettings(KergroundProperties properties) {
			KergroundProperties.Store store = properties.store();
			return new SqliteSettings(Path.of(store.path()), Durability.valueOf(store.durability().name()),
					store.timeout(), store.tablePrefix(), true);
		}

		@Bean(destroyMethod = "close")
		TaskRepository taskRepository(SqliteSettings settings, TaskClock clock, TaskAnnouncer announcer,
				VictimSettings victim) {
			return SeededBugStore.open(settings, clock, announcer, SeededBugConnections.with(victim.bug()));
		}

	}

	/**
	 * Writes when the engine is about to start: it is in the phase before that of the
	 * library.
	 */
	static final class EngineMark implements SmartLifecycle {

		private final SideFile life;

		private boolean running;

		EngineMark(SideFile life) {
			this.life = life;
		}

		@Override
		public void start() {
			this.running = true;
			this.life.append("G", System.nanoTime());
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return SmartLifecycle.DEFAULT_PHASE - 1025;
		}

	}

}

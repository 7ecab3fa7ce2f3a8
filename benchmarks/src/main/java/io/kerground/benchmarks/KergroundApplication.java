package io.kerground.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * An application that only adds the starter and one worker.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
class KergroundApplication {

	@Bean
	BenchmarkWorker benchmarkWorker() {
		return new BenchmarkWorker();
	}

	/**
	 * Starts the application.
	 * @param file the store
	 * @param properties more properties, each as {@code name=value}
	 */
	static ConfigurableApplicationContext start(Path file, Durability durability, boolean working,
			String... properties) {
		List<String> all = new ArrayList<>(
				List.of("kerground.store.path=" + file, "kerground.store.durability=" + durability.word()));
		all.addAll(List.of(properties));
		return builder(working, all).run();
	}

	/**
	 * Starts the application with a store in a database.
	 * @param source the database, which stays open
	 */
	static ConfigurableApplicationContext start(DataSource source, boolean working) {
		return builder(working, List.of("kerground.store.type=jdbc"))
			.initializers((context) -> context.getBeanFactory().registerSingleton("dataSource", source))
			.run();
	}

	private static SpringApplicationBuilder builder(boolean working, List<String> properties) {
		List<String> all = new ArrayList<>(
				List.of("kerground.worker.enabled=" + working, "kerground.pool.size=" + TaskSystem.WORKERS,
						"kerground.pool.reserve-normal=0", "kerground.pool.reserve-high=0", "logging.level.root=warn"));
		all.addAll(properties);
		return new SpringApplicationBuilder(KergroundApplication.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.registerShutdownHook(false)
			.properties(all.toArray(String[]::new));
	}

}

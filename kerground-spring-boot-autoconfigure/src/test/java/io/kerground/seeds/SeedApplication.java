package io.kerground.seeds;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

import io.kerground.autoconfigure.KergroundAutoConfiguration;
import io.kerground.core.KergroundTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * An application with some workers, as a user has it.
 */
public final class SeedApplication implements AutoCloseable {

	public static final Duration PATIENCE = Duration.ofSeconds(40);

	public final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	public final KergroundTemplate ker;

	private SeedApplication(Path folder, Class<?>[] components, String... properties) {
		TestPropertyValues.of("kerground.store.path=" + folder.resolve("kerground.db"))
			.and("kerground.store.durability=normal", "kerground.retry.backoff=10ms")
			.and(properties)
			.applyTo(this.context);
		this.context.register(components);
		this.context.register(KergroundAutoConfiguration.class);
		this.context.refresh();
		this.ker = this.context.getBean(KergroundTemplate.class);
	}

	public static SeedApplication start(Path folder, Class<?> component, String... properties) {
		return new SeedApplication(folder, new Class<?>[] { component }, properties);
	}

	public static SeedApplication start(Path folder, Class<?>[] components, String... properties) {
		return new SeedApplication(folder, components, properties);
	}

	public <T> @Nullable T await(UUID id, Class<T> type) {
		return this.ker.await(id, type, PATIENCE);
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

}

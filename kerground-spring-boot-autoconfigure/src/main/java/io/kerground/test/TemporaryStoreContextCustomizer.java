package io.kerground.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.support.TestPropertySourceUtils;
import org.springframework.util.FileSystemUtils;

/**
 * Sets {@code kerground.store.path} to a file in a new temporary folder and deletes the
 * folder after the context's beans are destroyed. It does so unless the property is set
 * for the test itself: inline or in a file by {@code @TestPropertySource}, as a property
 * or an argument of {@code @SpringBootTest}, or by {@code @DynamicPropertySource}. A
 * value in {@code application.properties} is not one of these: it is mostly the one of
 * production.
 * <p>
 * All are equal, so they never keep contexts from being shared; the folder is chosen when
 * a context is made.
 */
record TemporaryStoreContextCustomizer() implements ContextCustomizer {

	static final String PROPERTY = "kerground.store.path";

	private static final String NAME = "Kerground's temporary store";

	private static final String DYNAMIC = "Dynamic Test Properties";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		if (isSetFor(mergedConfig, context) || isArgument(context.getEnvironment())) {
			return;
		}
		Path folder = Path.of(System.getProperty("java.io.tmpdir"), "kerground-test-" + UUID.randomUUID());
		MapPropertySource source = new MapPropertySource(NAME,
				Map.of(PROPERTY, folder.resolve("kerground.db").toString()));
		MutablePropertySources sources = context.getEnvironment().getPropertySources();
		if (sources.contains(DYNAMIC)) {
			sources.addAfter(DYNAMIC, source);
		}
		else {
			sources.addFirst(source);
		}
		context.addBeanFactoryPostProcessor((beanFactory) -> deleteAtEnd(beanFactory, folder));
	}

	/**
	 * Registers the deletion before every bean, so that it comes after all of them.
	 */
	private static void deleteAtEnd(ConfigurableListableBeanFactory beanFactory, Path folder) {
		if (beanFactory instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(NAME, () -> delete(folder));
		}
	}

	private static void delete(Path folder) {
		try {
			FileSystemUtils.deleteRecursively(folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The temporary store can't be deleted", ex);
		}
	}

	private static boolean isSetFor(MergedContextConfiguration mergedConfig, ConfigurableApplicationContext context) {
		ConfigurableEnvironment own = new StandardEnvironment();
		own.getPropertySources().forEach((source) -> own.getPropertySources().remove(source.getName()));
		TestPropertySourceUtils.addPropertySourcesToEnvironment(own, context,
				mergedConfig.getPropertySourceDescriptors());
		TestPropertySourceUtils.addInlinedPropertiesToEnvironment(own, mergedConfig.getPropertySourceProperties());
		return own.containsProperty(PROPERTY);
	}

	private static boolean isArgument(ConfigurableEnvironment environment) {
		PropertySource<?> arguments = environment.getPropertySources()
			.get(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME);
		return arguments != null && arguments.containsProperty(PROPERTY);
	}

}

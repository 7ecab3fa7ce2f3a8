package io.kerground.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which test contexts get a store of their own, and for how long.
 */
class TemporaryStoreTests {

	@Test
	void factoryIsRegistered() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(ContextCustomizerFactory.class))
			.hasAtLeastOneElementOfType(TemporaryStoreContextCustomizerFactory.class);
	}

	@Test
	void eachContextGetsAFileOfItsOwn() {
		with(Plain.class, (plain) -> with(OtherPlain.class, (other) -> {
			assertThat(path(plain)).startsWith(System.getProperty("java.io.tmpdir")).endsWith("kerground.db");
			assertThat(path(other)).isNotEqualTo(path(plain));
		}));
	}

	@Test
	void equalConfigurationsStillShareAContext() {
		with(Plain.class, (plain) -> with(AlsoPlain.class, (same) -> assertThat(same).isSameAs(plain)));
	}

	@Test
	void springBootTestsGetOneTooWhateverApplicationPropertiesSay() {
		with(Boot.class, (boot) -> assertThat(path(boot)).contains("kerground-test-"));
	}

	@Test
	void pathInTheTestsPropertiesIsKept() {
		with(Inline.class, (inline) -> assertThat(path(inline)).isEqualTo("inline.db"));
		with(FromFile.class, (file) -> assertThat(path(file)).isEqualTo("from-file.db"));
		with(BootProperties.class, (boot) -> assertThat(path(boot)).isEqualTo("boot.db"));
		with(BootArguments.class, (boot) -> assertThat(path(boot)).isEqualTo("argument.db"));
		with(Dynamic.class, (dynamic) -> assertThat(path(dynamic)).isEqualTo("dynamic.db"));
	}

	@Test
	void folderIsDeletedAfterTheBeansAreDestroyed() throws Exception {
		TestContextManager manager = new TestContextManager(Writing.class);
		TestContext test = manager.getTestContext();
		Recorder recorder = test.getApplicationContext().getBean(Recorder.class);
		Path folder = recorder.file.getParent();
		assertThat(folder).isNotEmptyDirectory();
		test.markApplicationContextDirty(DirtiesContext.HierarchyMode.EXHAUSTIVE);
		assertThat(recorder.wasThereAtDestruction).isTrue();
		assertThat(folder).doesNotExist();
	}

	private static void with(Class<?> testClass, Consumer<ConfigurableApplicationContext> action) {
		TestContext test = new TestContextManager(testClass).getTestContext();
		action.accept((ConfigurableApplicationContext) test.getApplicationContext());
	}

	private static @Nullable String path(ConfigurableApplicationContext context) {
		return context.getEnvironment().getProperty("kerground.store.path");
	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherEmpty {

	}

	@SpringJUnitConfig(Empty.class)
	static class Plain {

	}

	@SpringJUnitConfig(Empty.class)
	static class AlsoPlain {

	}

	@SpringJUnitConfig(OtherEmpty.class)
	static class OtherPlain {

	}

	@SpringJUnitConfig(Empty.class)
	@TestPropertySource(properties = "kerground.store.path=inline.db")
	static class Inline {

	}

	@SpringJUnitConfig(Empty.class)
	@TestPropertySource("store-path.properties")
	static class FromFile {

	}

	@SpringBootTest(classes = Empty.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
	@ActiveProfiles("store")
	static class Boot {

	}

	@SpringBootTest(classes = Empty.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
			properties = "kerground.store.path=boot.db")
	static class BootProperties {

	}

	@SpringBootTest(classes = Empty.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
			args = "--kerground.store.path=argument.db")
	static class BootArguments {

	}

	@SpringJUnitConfig(Empty.class)
	static class Dynamic {

		@DynamicPropertySource
		static void path(DynamicPropertyRegistry registry) {
			registry.add("kerground.store.path", () -> "dynamic.db");
		}

	}

	@SpringJUnitConfig(WritingConfiguration.class)
	static class Writing {

	}

	@Configuration(proxyBeanMethods = false)
	static class WritingConfiguration {

		@Bean
		Recorder recorder(Environment environment) throws IOException {
			return new Recorder(Path.of(environment.getRequiredProperty("kerground.store.path")));
		}

	}

	/**
	 * Writes a file as a store does and looks whether it is still there at the end.
	 */
	static final class Recorder implements DisposableBean {

		private final Path file;

		private boolean wasThereAtDestruction;

		Recorder(Path file) throws IOException {
			this.file = file;
			Files.createDirectories(file.getParent());
			Files.write(file, List.of("content"));
			Files.write(file.resolveSibling("kerground.db-wal"), List.of("content"));
		}

		@Override
		public void destroy() {
			this.wasThereAtDestruction = Files.exists(this.file);
		}

	}

}

package io.kerground.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A restart by developer tools closes the context and opens another one, whose classes
 * come from another class loader in the same process.
 */
class RestartedClassLoaderTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	Path folder;

	@Test
	void aTaskThatWasSentBeforeARestartRunsWithTheClassesAfterIt() {
		AtomicReference<UUID> id = new AtomicReference<>();
		run(new RestartLoader("first"), "kerground.worker.queues=none", (ker, loader) -> {
			id.set(ker.send("restart.look", order(loader)));
			assertThat(ker.status(id.get())).contains(TaskStatus.PENDING);
		});
		run(new RestartLoader("second"), "kerground.worker.queues=default", (ker, loader) -> {
			assertSeen(ker, id.get(), "second");
			assertSeen(ker, ker.send("restart.look", order(loader)), "second");
		});
	}

	private static void assertSeen(KergroundTemplate ker, UUID id, String loader) {
		RestartWorker.Seen seen = Objects.requireNonNull(ker.await(id, RestartWorker.Seen.class, PATIENCE));
		assertThat(seen).isEqualTo(new RestartWorker.Seen(YearMonth.of(2026, 2), loader, loader, loader));
	}

	@Test
	void nothingKeepsTheClassesOfBeforeTheRestart() {
		WeakReference<ClassLoader> first = new WeakReference<>(runOnce());
		Awaitility.await().atMost(PATIENCE).until(() -> {
			System.gc();
			return first.get() == null;
		});
	}

	private ClassLoader runOnce() {
		RestartLoader loader = new RestartLoader("first");
		run(loader, "kerground.worker.queues=default",
				(ker, classes) -> assertSeen(ker, ker.send("restart.look", order(classes)), "first"));
		return loader;
	}

	private void run(RestartLoader loader, String property, Use use) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(KergroundAutoConfiguration.class))
			.withClassLoader(loader)
			.withUserConfiguration(loader.load(RestartWorker.class))
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"), property)
			.run((context) -> use.of(context.getBean(KergroundTemplate.class), loader));
	}

	private static Object order(RestartLoader loader) {
		Object color = loader.load(RestartWorker.Color.class).getEnumConstants()[0];
		try {
			return loader.load(RestartWorker.Order.class)
				.getConstructor(YearMonth.class, color.getClass())
				.newInstance(YearMonth.of(2026, 2), color);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@FunctionalInterface
	private interface Use {

		void of(KergroundTemplate ker, RestartLoader loader);

	}

	/**
	 * Loads the worker and its types itself, everything else as before.
	 */
	private static final class RestartLoader extends ClassLoader {

		private final String name;

		RestartLoader(String name) {
			super(RestartedClassLoaderTests.class.getClassLoader());
			this.name = name;
		}

		Class<?> load(Class<?> type) {
			try {
				return loadClass(type.getName());
			}
			catch (ClassNotFoundException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		protected Class<?> loadClass(String className, boolean resolve) throws ClassNotFoundException {
			if (!className.startsWith(RestartWorker.class.getName())) {
				return super.loadClass(className, resolve);
			}
			synchronized (getClassLoadingLock(className)) {
				Class<?> known = findLoadedClass(className);
				return (known != null) ? known : define(className);
			}
		}

		private Class<?> define(String className) {
			String resource = className.replace('.', '/') + ".class";
			try (InputStream file = Objects.requireNonNull(getParent().getResourceAsStream(resource))) {
				byte[] code = file.readAllBytes();
				return defineClass(className, code, 0, code.length);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}

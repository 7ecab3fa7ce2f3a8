package io.kerground.autoconfigure;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

import javax.tools.ToolProvider;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application is stopped, and another version of its code is started on the same file.
 */
@Timeout(120)
class RedeployTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String BEFORE = """
			package app;
			@io.kerground.annotation.KerWorker("orders")
			public class OrderWorker {
				public record Order(String item) { }
				public String place(Order order) { return "before " + order.item(); }
				public String ship(String item) throws InterruptedException {
					java.lang.System.setProperty("redeploy.begun", item);
					new java.util.concurrent.CountDownLatch(1).await();
					return "before " + item;
				}
				public String pay(String item) { throw new IllegalStateException("a defect"); }
			}
			""";

	private static final String AFTER = """
			package app;
			@io.kerground.annotation.KerWorker("orders")
			public class OrderWorker {
				public record Order(String item, int pieces) { }
				@io.kerground.annotation.KerTask(aliases = "orders.place")
				public String take(Order order) { return "after " + order.item() + " " + order.pieces(); }
				public String ship(String item) { return "after " + item; }
				public String pay(String item) { return "after " + item; }
			}
			""";

	@TempDir
	Path folder;

	@Test
	@DisplayName("W-6, K10: what waited, ran or was to be tried again when the code changed runs with the new code")
	void whatWaitsRunsWithTheCodeAfterTheRestart() throws Exception {
		System.clearProperty("redeploy.begun");
		Map<String, UUID> ids = new ConcurrentHashMap<>();
		run("before", BEFORE, (ker, worker) -> {
			ids.put("pay", ker.send("orders.pay", "book"));
			await(() -> ker.find(ids.get("pay")).orElseThrow().attempt() == 1
					&& ker.status(ids.get("pay")).equals(Optional.of(TaskStatus.PENDING)));
			ids.put("ship", ker.send("orders.ship", "book"));
			await(() -> "book".equals(System.getProperty("redeploy.begun")));
			// the only slot is taken, so that nothing else begins
			ids.put("place",
					ker.send("orders.place", worker.getClasses()[0].getConstructor(String.class).newInstance("book")));
			assertThat(ker.stats().count(TaskStatus.PENDING)).isEqualTo(2);
		});
		run("after", AFTER, (ker, worker) -> {
			assertThat(ker.await(ids.get("place"), String.class, PATIENCE)).isEqualTo("after book 0");
			assertThat(ker.await(ids.get("ship"), String.class, PATIENCE)).isEqualTo("after book");
			assertThat(ker.await(ids.get("pay"), String.class, PATIENCE)).isEqualTo("after book");
			assertThat(ker.find(ids.get("ship")).orElseThrow().attempt()).as("an interrupt is no attempt").isEqualTo(1);
		});
	}

	private static void await(Callable<Boolean> fact) {
		Awaitility.await().atMost(PATIENCE).until(fact);
	}

	/**
	 * Starts the application with a version of its code, and stops it.
	 */
	private void run(String version, String code, Use use) throws Exception {
		Path classes = compile(version, code);
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() },
				getClass().getClassLoader())) {
			Class<?> worker = loader.loadClass("app.OrderWorker");
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(KergroundAutoConfiguration.class))
				.withClassLoader(loader)
				.withUserConfiguration(worker)
				.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"),
						"kerground.pool.size=1", "kerground.pool.reserve-normal=0", "kerground.retry.backoff=5s",
						"kerground.worker.shutdown-timeout=1s")
				.run((context) -> use.of(context.getBean(KergroundTemplate.class), worker));
		}
	}

	private Path compile(String version, String code) throws IOException {
		Path classes = Files.createDirectories(this.folder.resolve(version));
		Path source = Files.writeString(Files.createDirectories(classes.resolve("app")).resolve("OrderWorker.java"),
				code);
		assertThat(ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-proc:none", "-parameters", "-d", classes.toString(), "-cp",
					System.getProperty("java.class.path"), source.toString()))
			.isZero();
		return classes;
	}

	@FunctionalInterface
	private interface Use {

		void of(KergroundTemplate ker, Class<?> worker) throws Exception;

	}

}

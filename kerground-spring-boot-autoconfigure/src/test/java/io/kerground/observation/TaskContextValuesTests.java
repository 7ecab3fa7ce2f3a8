package io.kerground.observation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.autoconfigure.KergroundAutoConfiguration;
import io.kerground.core.KergroundOperations;
import io.kerground.core.KergroundSetupException;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskContext;
import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That values of thread locals go with tasks, with real accessors and a real file.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class TaskContextValuesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String BOTH = "kerground.worker.propagate-context=tenant,region";

	static final ThreadLocal<String> TENANT = new ThreadLocal<>();

	static final ThreadLocal<String> REGION = new ThreadLocal<>();

	static final ThreadLocal<Integer> NUMBER = new ThreadLocal<>();

	@TempDir
	Path folder;

	@BeforeEach
	void register() {
		ContextRegistry.getInstance()
			.registerThreadLocalAccessor("tenant", TENANT)
			.registerThreadLocalAccessor("region", REGION)
			.registerThreadLocalAccessor("number", NUMBER);
		TENANT.set("acme & sons=\u00fc\n");
		REGION.set("north");
		NUMBER.set(5);
	}

	@AfterEach
	void remove() {
		for (String key : new String[] { "tenant", "region", "number" }) {
			ContextRegistry.getInstance().removeThreadLocalAccessor(key);
		}
		TENANT.remove();
		REGION.remove();
		NUMBER.remove();
	}

	@Test
	void nothingGoesWithATaskByDefault() {
		with((context) -> assertThat(seen(context, ker(context).send("context.seen"))).isEqualTo("null null null"));
	}

	@Test
	void namedValuesGoWithATaskToTheWorkerOfALaterProcess() {
		AtomicReference<UUID> id = new AtomicReference<>();
		with((context) -> id.set(ker(context).send("context.seen")), BOTH, "kerground.worker.enabled=false");
		TENANT.remove();
		REGION.remove();
		with((context) -> assertThat(seen(context, id.get())).isEqualTo("acme & sons=\u00fc\n north null"), BOTH);
	}

	@Test
	void aWorkerSetsOnlyWhatItNamesItself() {
		AtomicReference<UUID> id = new AtomicReference<>();
		with((context) -> id.set(ker(context).send("context.seen")), BOTH, "kerground.worker.enabled=false");
		with((context) -> assertThat(seen(context, id.get())).isEqualTo("null north null"),
				"kerground.worker.propagate-context=region");
	}

	@Test
	void valuesAreThereInEachAttemptAndInTasksThatATaskSends() {
		with((context) -> {
			UUID id = ker(context).send("context.failOnceThenSend");
			UUID sent = UUID.fromString(seen(context, id));
			assertThat(seen(context, sent)).isEqualTo("acme & sons=\u00fc\n north null");
		}, BOTH);
	}

	@Test
	void theNextBodyOnTheThreadDoesNotFindTheValues() {
		with((context) -> {
			assertThat(seen(context, ker(context).send("context.seen"))).contains("north");
			TENANT.remove();
			REGION.remove();
			assertThat(seen(context, ker(context).send("context.seen"))).isEqualTo("null null null");
		}, BOTH, "kerground.pool.size=1", "kerground.pool.reserve-normal=0", "kerground.pool.reserve-high=0");
	}

	@Test
	void aValueThatIsNoStringIsWarnedOfOnce(CapturedOutput output) {
		with((context) -> {
			ker(context).send("context.seen");
			assertThat(seen(context, ker(context).send("context.seen"))).isEqualTo("null north null");
		}, "kerground.worker.propagate-context=number,region");
		assertThat(output.getAll().split("'number'", -1)).hasSize(2);
		assertThat(output).contains("its value is a java.lang.Integer and no string");
	}

	@Test
	void aKeyWithoutAnAccessorIsWarnedOfOnce(CapturedOutput output) {
		with((context) -> {
			ker(context).send("context.seen");
			assertThat(seen(context, ker(context).send("context.seen"))).isEqualTo("null null null");
		}, "kerground.worker.propagate-context=nobody");
		assertThat(output.getAll().split("'nobody'", -1)).hasSize(2);
	}

	@Test
	void withoutTheLibraryOnlyANamedKeyIsRefused() {
		runner().withClassLoader(new FilteredClassLoader("io.micrometer.context"))
			.run((context) -> assertThat(context).hasNotFailed());
		runner().withClassLoader(new FilteredClassLoader("io.micrometer.context"))
			.withPropertyValues(BOTH)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(KergroundSetupException.class)
				.hasStackTraceContaining("io.micrometer:context-propagation"));
	}

	private static KergroundTemplate ker(AssertableApplicationContext context) {
		return context.getBean(KergroundTemplate.class);
	}

	private static String seen(AssertableApplicationContext context, UUID id) {
		return ker(context).await(id, String.class, PATIENCE);
	}

	private void with(ContextConsumer<AssertableApplicationContext> body, String... properties) {
		runner().withPropertyValues(properties).run(body);
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(KergroundAutoConfiguration.class))
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"))
			.withUserConfiguration(ContextWorker.class);
	}

	/**
	 * A worker that looks at thread locals.
	 */
	@KerWorker("context")
	static class ContextWorker {

		private final ObjectProvider<KergroundOperations> ker;

		ContextWorker(ObjectProvider<KergroundOperations> ker) {
			this.ker = ker;
		}

		public String seen() {
			return TENANT.get() + " " + REGION.get() + " " + NUMBER.get();
		}

		@KerTask(maxAttempts = 2, backoff = "1ms")
		public String failOnceThenSend(TaskContext context) {
			if (context.attempt() == 1 || REGION.get() == null) {
				throw new IllegalStateException("wrong on purpose");
			}
			return this.ker.getObject().send("context.seen").toString();
		}

	}

}

package io.kerground.observation;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.sun.management.ThreadMXBean;
import io.kerground.autoconfigure.KergroundAutoConfiguration;
import io.kerground.autoconfigure.KergroundObservationAutoConfiguration;
import io.kerground.core.ClaimedTask;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.StoreException;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskSending;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Which observations there are, and that they change nothing for tasks.
 */
@Timeout(120)
class TaskObservationsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	Path folder;

	@Test
	void withoutARegistryNothingIsObserved() {
		runner().run((context) -> {
			assertThat(context).doesNotHaveBean(TaskObservations.class);
			assertThat(runWork(context.getBean(KergroundTemplate.class))).isNotNull();
		});
	}

	@Test
	void withARegistryThatNobodyHearsNothingGoesWithATask() {
		runner().withBean(ObservationRegistry.class, ObservationRegistry::create).run((context) -> {
			assertThat(context).hasSingleBean(TaskObservations.class);
			runWork(context.getBean(KergroundTemplate.class));
			assertThat(headers()).containsExactly((String) null);
		});
	}

	@Test
	void whatNobodyHearsAllocatesNothing() {
		TaskObservations observations = new TaskObservations(ObservationRegistry.create(), null, null);
		ClaimedTask task = new ClaimedTask(1,
				new TaskReference(UUID.randomUUID(), "a.b", "default", TaskPriority.NORMAL, 1), 1, 1, 3, 0, 0, 0, 0,
				new byte[0], "traceparent=1");
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long id = Thread.currentThread().getId();
		int observed = 0;
		long before = threads.getThreadAllocatedBytes(id);
		for (int i = 0; i < 10_000; i++) {
			observed += observations.isActive() ? 1 : 0;
			observed += (observations.begin(task) != null) ? 1 : 0;
		}
		assertThat(threads.getThreadAllocatedBytes(id) - before).isLessThan(10_000);
		assertThat(observed).isZero();
	}

	@Test
	void sendsAndRunsAreTimedByTaskQueueAndOutcome() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		runner().withBean(ObservationRegistry.class, () -> heardBy(new DefaultMeterObservationHandler(meters)))
			.run((context) -> {
				runWork(context.getBean(KergroundTemplate.class));
				await().atMost(PATIENCE).until(() -> meters.find("kerground.run").timer() != null);
				Timer run = meters.get("kerground.run").timer();
				assertThat(run.getId().getTags()).extracting((tag) -> tag.getKey() + "=" + tag.getValue())
					.containsExactlyInAnyOrder("task=traced.work", "queue=mail", "outcome=finish", "error=none");
				Timer send = meters.get("kerground.send").timer();
				assertThat(send.getId().getTags()).extracting((tag) -> tag.getKey() + "=" + tag.getValue())
					.containsExactlyInAnyOrder("task=traced.work", "queue=mail", "outcome=sent", "error=none");
				LongTaskTimer active = meters.get("kerground.run.active").longTaskTimer();
				assertThat(active.activeTasks()).isZero();
				assertThat(active.getId().getTag("task")).isEqualTo("traced.work");
			});
	}

	@Test
	void aSendThatFailsIsObservedAsFailed() {
		Queue<Observation.Context> ended = new ConcurrentLinkedQueue<>();
		TaskObservations observations = new TaskObservations(heardBy(new Recording(ended)), null, null);
		assertThatExceptionOfType(StoreException.class).isThrownBy(
				() -> observations.observe(new TaskSending(UUID.randomUUID(), "a.b", "default", 1), Map.of(), () -> {
					throw new StoreException("no", null);
				}));
		assertThat(ended).singleElement().satisfies((context) -> {
			assertThat(((TaskSendObservationContext) context).getOutcome()).isEqualTo("failed");
			assertThat(context.getError()).isInstanceOf(StoreException.class);
		});
	}

	@Test
	void whatHappensWithinASendIsWithinItsObservation() {
		ObservationRegistry registry = heardBy(new Recording(new ConcurrentLinkedQueue<>()));
		TaskObservations observations = new TaskObservations(registry, null, null);
		String within = observations.observe(new TaskSending(UUID.randomUUID(), "a.b", "default", 1), new HashMap<>(),
				() -> registry.getCurrentObservation().getContext().getName());
		assertThat(within).isEqualTo("kerground.send");
		assertThat(registry.getCurrentObservation()).isNull();
	}

	@Test
	void aConventionOfTheApplicationNamesTheObservations() {
		Queue<Observation.Context> ended = new ConcurrentLinkedQueue<>();
		runner().withBean(ObservationRegistry.class, () -> heardBy(new Recording(ended)))
			.withBean(TaskRunObservationConvention.class, () -> new DefaultTaskRunObservationConvention() {

				@Override
				public String getName() {
					return "my.run";
				}

			})
			.withBean(TaskSendObservationConvention.class, () -> new DefaultTaskSendObservationConvention() {

				@Override
				public String getContextualName(TaskSendObservationContext context) {
					return "my send of " + context.getSending().task();
				}

			})
			.run((context) -> {
				runWork(context.getBean(KergroundTemplate.class));
				await().atMost(PATIENCE).until(() -> ended.size() == 2);
				assertThat(ended).extracting(Observation.Context::getName)
					.containsExactlyInAnyOrder("kerground.send", "my.run");
				assertThat(ended).extracting(Observation.Context::getContextualName)
					.containsExactlyInAnyOrder("my send of traced.work", "run traced.work");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "start", "scope", "close", "stop" })
	void aHandlerThatFailsKeepsNobodyFromSendingAndRunning(String step) {
		ObservationRegistry registry = heardBy(new Failing(step));
		runner().withBean(ObservationRegistry.class, () -> registry)
			.withPropertyValues("kerground.pool.size=1")
			.run((context) -> {
				KergroundTemplate ker = context.getBean(KergroundTemplate.class);
				assertThat(runWork(ker)).isNotNull();
				assertThat(registry.getCurrentObservation()).isNull();
				assertThat(ker.await(ker.send("traced.current"), String.class, PATIENCE))
					.isEqualTo((step.equals("start") || step.equals("scope")) ? "none" : "kerground.run");
			});
	}

	private static String runWork(KergroundTemplate ker) {
		return ker.await(ker.send("traced.work"), String.class, PATIENCE);
	}

	private static ObservationRegistry heardBy(ObservationHandler<?> handler) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(handler);
		return registry;
	}

	private List<String> headers() throws SQLException {
		List<String> headers = new ArrayList<>();
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.folder.resolve("kerground.db"));
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("select headers from kerground_payload")) {
			while (rows.next()) {
				headers.add(rows.getString(1));
			}
		}
		return headers;
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(KergroundAutoConfiguration.class,
					KergroundObservationAutoConfiguration.class))
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"))
			.withUserConfiguration(TracedWorker.class);
	}

	private record Recording(Queue<Observation.Context> ended) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStop(Observation.Context context) {
			this.ended.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	private record Failing(String step) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			failAt("start");
		}

		@Override
		public void onScopeOpened(Observation.Context context) {
			failAt("scope");
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			failAt("close");
		}

		@Override
		public void onStop(Observation.Context context) {
			failAt("stop");
		}

		private void failAt(String now) {
			if (now.equals(this.step)) {
				throw new IllegalStateException("a handler fails at its " + now);
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}

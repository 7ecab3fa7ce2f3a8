package io.kerground.observation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.kerground.annotation.KerSchedule;
import io.kerground.annotation.KerWorker;
import io.kerground.autoconfigure.KergroundAutoConfiguration;
import io.kerground.autoconfigure.KergroundObservationAutoConfiguration;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskBatch;
import io.kerground.core.TaskFailedException;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRequest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * That the trace of a sender goes on in the worker, with a real tracer and a real file.
 */
@Timeout(120)
class TaskTracingTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Tracing tracing = new Tracing();

	@TempDir
	Path folder;

	@Test
	void theTraceGoesOnInTheWorkerOfALaterProcess() {
		AtomicReference<UUID> id = new AtomicReference<>();
		senderOnly((context) -> Observation.createNotStarted("request", context.getBean(ObservationRegistry.class))
			.observe(() -> id.set(ker(context).send("traced.work"))));
		SpanData request = one("request");
		SpanData send = one("send traced.work");
		assertThat(send.getTraceId()).isEqualTo(request.getTraceId());
		assertThat(send.getParentSpanId()).isEqualTo(request.getSpanId());
		assertThat(send.getKind()).isEqualTo(SpanKind.PRODUCER);
		worker((context) -> {
			String seen = ker(context).await(id.get(), String.class, PATIENCE);
			assertThat(seen).startsWith(send.getTraceId());
		});
		SpanData run = one("run traced.work");
		assertThat(run.getTraceId()).isEqualTo(send.getTraceId());
		assertThat(run.getParentSpanId()).isEqualTo(send.getSpanId());
		assertThat(run.getKind()).isEqualTo(SpanKind.CONSUMER);
		assertThat(keys(run)).contains("task=traced.work", "queue=mail", "outcome=finish",
				"kerground.task.id=" + id.get(), "kerground.task.attempt=1");
		assertThat(keys(send)).contains("task=traced.work", "queue=mail", "outcome=sent",
				"kerground.task.id=" + id.get(), "kerground.tasks=1");
	}

	@Test
	void theStateOfTheTraceGoesWithIt() {
		worker((context) -> {
			SpanContext remote = SpanContext.createFromRemoteParent("0af7651916cd43dd8448eb211c80319c",
					"b7ad6b7169203331", TraceFlags.getSampled(), TraceState.builder().put("vendor", "a&b%d").build());
			UUID id;
			try (Scope scope = Span.wrap(remote).makeCurrent()) {
				assertThat(scope).isNotNull();
				id = ker(context).send("traced.work");
			}
			assertThat(ker(context).await(id, String.class, PATIENCE))
				.isEqualTo("0af7651916cd43dd8448eb211c80319c a&b%d");
		});
	}

	@Test
	void eachAttemptIsAChildOfTheSend() {
		worker((context) -> {
			ker(context).await(ker(context).send("traced.failOnce"), String.class, PATIENCE);
			await().atMost(PATIENCE).until(() -> spans("run traced.failOnce").size() == 2);
			SpanData send = one("send traced.failOnce");
			assertThat(spans("run traced.failOnce")).extracting(SpanData::getParentSpanId)
				.containsOnly(send.getSpanId());
			assertThat(keys(spans("run traced.failOnce").get(0))).contains("outcome=retry", "kerground.task.attempt=1");
			assertThat(spans("run traced.failOnce").get(0).getEvents()).isNotEmpty();
			assertThat(keys(spans("run traced.failOnce").get(1))).contains("outcome=finish",
					"kerground.task.attempt=2");
			assertThat(spans("run traced.failOnce").get(1).getEvents()).isEmpty();
		});
	}

	@Test
	void aTaskThatATaskSendsIsAChildOfItsRun() {
		worker((context) -> {
			ker(context).send("traced.sendWork");
			await().atMost(PATIENCE).until(() -> spans("run traced.work").size() == 1);
			await().atMost(PATIENCE).until(() -> spans("run traced.sendWork").size() == 1);
			assertThat(one("send traced.work").getParentSpanId()).isEqualTo(one("run traced.sendWork").getSpanId());
			assertThat(one("run traced.work").getTraceId()).isEqualTo(one("send traced.sendWork").getTraceId());
		});
	}

	@Test
	void membersAndFollowersOfABatchAreChildrenOfItsSend() {
		worker((context) -> {
			UUID id = ker(context).send(TaskBatch.sequential()
				.add(TaskRequest.of("traced.work"))
				.add(TaskBatch.concurrent().add(TaskRequest.of("traced.failOnce")))
				.then(TaskRequest.of("traced.sendWork")));
			await().atMost(PATIENCE).until(() -> spans("run traced.sendWork").size() == 1);
			SpanData send = one("send various");
			assertThat(keys(send)).contains("kerground.task.id=" + id, "kerground.tasks=3", "queue=various");
			assertThat(spans("run traced.failOnce")).isNotEmpty()
				.extracting(SpanData::getParentSpanId)
				.containsOnly(send.getSpanId());
			assertThat(one("run traced.sendWork").getParentSpanId()).isEqualTo(send.getSpanId());
			assertThat(spans("run traced.work").get(0).getParentSpanId()).isEqualTo(send.getSpanId());
		});
	}

	@Test
	void severalTasksOfOneCallAreChildrenOfOneSend() {
		worker((context) -> {
			ker(context).sendAll(List.of(TaskRequest.of("traced.work"), TaskRequest.of("traced.work")));
			await().atMost(PATIENCE).until(() -> spans("run traced.work").size() == 2);
			assertThat(spans("run traced.work")).extracting(SpanData::getParentSpanId)
				.containsOnly(one("send traced.work").getSpanId());
			assertThat(keys(one("send traced.work"))).contains("kerground.tasks=2");
		});
	}

	@Test
	void theRunOfAStageEndsWithTheStage() {
		worker((context) -> {
			UUID id = ker(context).send("traced.later");
			ker(context).await(ker(context).send("traced.work"), String.class, PATIENCE);
			assertThat(spans("run traced.later")).isEmpty();
			context.getBean(TracedWorker.class).completeStage(5);
			assertThat(ker(context).await(id, Integer.class, PATIENCE)).isEqualTo(5);
			await().atMost(PATIENCE).until(() -> spans("run traced.later").size() == 1);
			assertThat(keys(one("run traced.later"))).contains("outcome=finish");
		});
	}

	@Test
	void theOutcomeOfARunIsWhatItWasSettledWith() {
		worker((context) -> {
			UUID id = ker(context).send("traced.tooLong");
			assertThatExceptionOfType(TaskFailedException.class)
				.isThrownBy(() -> ker(context).await(id, Void.class, PATIENCE));
			await().atMost(PATIENCE).until(() -> spans("run traced.tooLong").size() == 1);
			assertThat(keys(one("run traced.tooLong"))).contains("outcome=fail");
			assertThat(one("run traced.tooLong").getEvents().toString()).contains("TimeoutException");
		});
	}

	@Test
	void theRunOfACancelledTaskEndsAsCancelled() {
		runner().run((context) -> {
			UUID id = ker(context).send("traced.hold");
			context.getBean(TracedWorker.class).awaitHolding();
			assertThat(ker(context).cancel(id)).isTrue();
			assertThat(keys(one("run traced.hold"))).contains("outcome=cancel");
		});
	}

	@Test
	void theRunOfATaskThatWasTakenAwayEndsAsLost() {
		runner("kerground.worker.lease=1s").run((context) -> {
			UUID id = ker(context).send("traced.hold");
			context.getBean(TracedWorker.class).awaitHolding();
			TaskRepository store = context.getBean(TaskRepository.class);
			store.rescue(store.nodes().get(0).seq(), new TaskRepository.RescueRule(3, Set.of()), 10);
			ker(context).await(id, Void.class, PATIENCE);
			await().atMost(PATIENCE).until(() -> spans("run traced.hold").size() == 2);
			assertThat(spans("run traced.hold")).anySatisfy((span) -> assertThat(keys(span)).contains("outcome=lost"))
				.anySatisfy((span) -> assertThat(keys(span)).contains("outcome=finish"))
				.extracting(SpanData::getParentSpanId)
				.containsOnly(one("send traced.hold").getSpanId());
		});
	}

	@Test
	void eachTickOfAScheduleBeginsATrace() {
		runner().withUserConfiguration(TickingWorker.class).run((context) -> {
			await().atMost(PATIENCE).until(() -> spans("run ticking.tick").size() >= 2);
			assertThat(spans("run ticking.tick"))
				.allSatisfy((span) -> assertThat(span.getParentSpanContext().isValid()).isFalse());
			assertThat(spans("run ticking.tick")).extracting(SpanData::getTraceId).doesNotHaveDuplicates();
		});
	}

	private void senderOnly(Consumer<ApplicationContext> body) {
		run(body, "kerground.worker.enabled=false");
	}

	private void worker(Consumer<ApplicationContext> body) {
		run(body);
	}

	private void run(Consumer<ApplicationContext> body, String... properties) {
		runner(properties).run(body::accept);
	}

	private ApplicationContextRunner runner(String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(KergroundAutoConfiguration.class,
					KergroundObservationAutoConfiguration.class))
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"))
			.withPropertyValues(properties)
			.withBean(ObservationRegistry.class, this.tracing::registry)
			.withUserConfiguration(TracedWorker.class);
	}

	private static KergroundTemplate ker(ApplicationContext context) {
		return context.getBean(KergroundTemplate.class);
	}

	private List<SpanData> spans(String name) {
		return this.tracing.spans(name);
	}

	private SpanData one(String name) {
		await().atMost(PATIENCE).until(() -> !spans(name).isEmpty());
		assertThat(spans(name)).hasSize(1);
		return spans(name).get(0);
	}

	private static List<String> keys(SpanData span) {
		return span.getAttributes()
			.asMap()
			.entrySet()
			.stream()
			.map((key) -> key.getKey() + "=" + key.getValue())
			.toList();
	}

	/**
	 * A worker that runs by itself.
	 */
	@KerWorker("ticking")
	static class TickingWorker {

		@KerSchedule(interval = "10ms")
		public void tick() {
		}

	}

}

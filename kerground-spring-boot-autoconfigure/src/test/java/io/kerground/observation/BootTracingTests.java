package io.kerground.observation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import io.kerground.autoconfigure.KergroundAutoConfiguration;
import io.kerground.autoconfigure.KergroundObservationAutoConfiguration;
import io.kerground.core.KergroundTemplate;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * That the trace of a sender goes on in the worker when Spring Boot has set tracing up,
 * and nobody else.
 */
@Timeout(120)
class BootTracingTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final List<SpanData> spans = new CopyOnWriteArrayList<>();

	@TempDir
	Path folder;

	@Test
	void theWorkerGoesOnWithTheTraceOfTheSender() {
		node().run((context) -> {
			AtomicReference<UUID> id = new AtomicReference<>();
			String trace = inSpan(context, () -> id.set(ker(context).send("traced.work")));
			assertThat(ker(context).await(id.get(), String.class, PATIENCE)).startsWith(trace + " ");
			assertRunIsPartOf(trace);
		});
	}

	@Test
	void theWorkerOfAnotherNodeGoesOnWithTheTraceOfTheSender() {
		node("kerground.worker.enabled=false").run((sender) -> {
			AtomicReference<UUID> id = new AtomicReference<>();
			String trace = inSpan(sender, () -> id.set(ker(sender).send("traced.work")));
			node().run((worker) -> {
				assertThat(worker.getBean(Tracer.class)).isNotSameAs(sender.getBean(Tracer.class));
				assertThat(ker(worker).await(id.get(), String.class, PATIENCE)).startsWith(trace + " ");
				assertRunIsPartOf(trace);
			});
		});
	}

	private void assertRunIsPartOf(String trace) {
		await().atMost(PATIENCE).until(() -> span("run traced.work") != null && span("send traced.work") != null);
		assertThat(span("run traced.work").getTraceId()).isEqualTo(trace);
		assertThat(span("run traced.work").getParentSpanId()).isEqualTo(span("send traced.work").getSpanId());
	}

	private static String inSpan(ApplicationContext context, Runnable work) {
		Tracer tracer = context.getBean(Tracer.class);
		Span span = tracer.nextSpan().name("request").start();
		try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
			assertThat(scope).isNotNull();
			work.run();
		}
		finally {
			span.end();
		}
		return span.context().traceId();
	}

	private static KergroundTemplate ker(ApplicationContext context) {
		return context.getBean(KergroundTemplate.class);
	}

	private SpanData span(String name) {
		return this.spans.stream().filter((span) -> span.getName().equals(name)).findFirst().orElse(null);
	}

	private ApplicationContextRunner node(String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ObservationAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class,
							MicrometerTracingAutoConfiguration.class, OpenTelemetryTracingAutoConfiguration.class,
							KergroundAutoConfiguration.class, KergroundObservationAutoConfiguration.class))
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"),
					"management.tracing.sampling.probability=1.0",
					"management.opentelemetry.tracing.export.schedule-delay=10ms")
			.withPropertyValues(properties)
			.withBean(SpanExporter.class, Exporter::new)
			.withUserConfiguration(TracedWorker.class);
	}

	private final class Exporter implements SpanExporter {

		@Override
		public CompletableResultCode export(Collection<SpanData> exported) {
			BootTracingTests.this.spans.addAll(exported);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

}

package io.kerground.annotation;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import io.kerground.core.RetryPolicy;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskPriority;
import io.kerground.engine.WorkerRegistry;
import io.kerground.engine.WorkerTask;
import io.kerground.jackson.JacksonTaskSerializer;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.convert.converter.Converter;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;

class WorkerDiscoveryTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(Discovery.class);

	@Test
	void everyPublicMethodIsATaskAndNothingElse() {
		this.contextRunner.withBean(ReportWorker.class).run((context) -> {
			WorkerRegistry registry = context.getBean(WorkerRegistry.class);
			assertThat(registry.isComplete()).isTrue();
			assertThat(registry.definitions()).extracting(TaskDefinition::name)
				.containsExactly("mail-report", "reportWorker.later", "reportWorker.monthly", "reportWorker.run");
		});
	}

	@Test
	void anApplicationWithoutWorkersHasNoTasks() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(WorkerRegistry.class).isComplete()).isTrue();
			assertThat(context.getBean(WorkerRegistry.class).definitions()).isEmpty();
		});
	}

	@Test
	void definitionSaysWhatTheMethodSays() {
		this.contextRunner.withBean(ReportWorker.class).run((context) -> {
			TaskDefinition definition = definition(context.getBean(WorkerRegistry.class), "reportWorker.monthly");
			assertThat(definition.worker()).isEqualTo("reportWorker");
			assertThat(definition.workerType()).isEqualTo(ReportWorker.class);
			assertThat(definition.parameters()).containsExactly(
					new TaskDefinition.Parameter("customerId", long.class, long.class),
					new TaskDefinition.Parameter("month", YearMonth.class, YearMonth.class));
			assertThat(definition.returnType()).isEqualTo(String.class);
			assertThat(definition.queue()).isEqualTo("default");
			assertThat(definition.priority()).isEqualTo(TaskPriority.NORMAL);
			assertThat(definition.retryPolicy()).isEqualTo(RetryPolicy.DEFAULT);
			assertThat(definition.timeout()).isNull();
			assertThat(definition.warnAfter()).isNull();
			assertThat(definition.retention()).isNull();
		});
	}

	@Test
	void definitionSaysWhatTheAnnotationSays() {
		this.contextRunner.withBean(ReportWorker.class).withPropertyValues("mail.queue=mail").run((context) -> {
			TaskDefinition definition = definition(context.getBean(WorkerRegistry.class), "mail-report");
			assertThat(definition.method()).isEqualTo("mail");
			assertThat(definition.aliases()).containsExactlyInAnyOrder("old", "older");
			assertThat(definition.parameters()).extracting(TaskDefinition.Parameter::name).containsExactly("to");
			assertThat(definition.returnType()).isEqualTo(void.class);
			assertThat(definition.queue()).isEqualTo("mail");
			assertThat(definition.priority()).isEqualTo(TaskPriority.HIGH);
			assertThat(definition.retryPolicy())
				.isEqualTo(new RetryPolicy(5, Duration.ofHours(2), 4, Duration.ofHours(2), 0.2));
			assertThat(definition.retryFor()).containsExactly(java.io.IOException.class);
			assertThat(definition.noRetryFor()).containsExactly(java.io.FileNotFoundException.class);
			assertThat(definition.timeout()).isEqualTo(Duration.ofSeconds(30));
			assertThat(definition.warnAfter()).isEqualTo(Duration.ofSeconds(90));
			assertThat(definition.retention()).isEqualTo(Duration.ofDays(1));
			assertThat(context.getBean(WorkerRegistry.class).task("old")).isNotNull();
		});
	}

	@Test
	void contextIsTheLastArgumentAndNotSent() {
		this.contextRunner.withBean(ReportWorker.class).run((context) -> {
			WorkerRegistry registry = context.getBean(WorkerRegistry.class);
			assertThat(task(registry, "mail-report").takesContext()).isTrue();
			assertThat(task(registry, "reportWorker.monthly").takesContext()).isFalse();
		});
	}

	@Test
	void theResponseOfAStageIsWhatItCompletesWith() {
		this.contextRunner.withBean(StageWorker.class).run((context) -> {
			WorkerRegistry registry = context.getBean(WorkerRegistry.class);
			Type texts = new ParameterizedTypeReference<List<String>>() {
			}.getType();
			assertThat(definition(registry, "stageWorker.texts").returnType()).isEqualTo(texts);
			assertThat(definition(registry, "stageWorker.number").returnType()).isEqualTo(Integer.class);
			assertThat(definition(registry, "stageWorker.nothing").returnType()).isEqualTo(Void.class);
		});
	}

	@Test
	void workersAreNamedByTheirAnnotationOrClass() {
		this.contextRunner.withBean(NamedWorker.class)
			.run((context) -> assertThat(context.getBean(WorkerRegistry.class).names()).containsExactly("reports.run"));
	}

	@Test
	void inheritedMethodsAreTasksOnlyWithTheAnnotation() {
		this.contextRunner.withBean(SubWorker.class)
			.run((context) -> assertThat(context.getBean(WorkerRegistry.class).names())
				.containsExactlyInAnyOrder("subWorker.declared", "subWorker.marked", "subWorker.markedInInterface"));
	}

	@Test
	void typeVariablesAreResolvedAndBridgesLeftOut() {
		this.contextRunner.withBean(LineHandler.class).run((context) -> {
			WorkerRegistry registry = context.getBean(WorkerRegistry.class);
			assertThat(registry.names()).containsExactlyInAnyOrder("lineHandler.handle", "lineHandler.all");
			Type lines = new ParameterizedTypeReference<List<Line>>() {
			}.getType();
			assertThat(definition(registry, "lineHandler.all").parameters())
				.containsExactly(new TaskDefinition.Parameter("values", lines, List.class));
			assertThat(definition(registry, "lineHandler.handle").parameters())
				.containsExactly(new TaskDefinition.Parameter("value", Line.class, Line.class));
			assertThat(registry.find(LineHandler.class.getName(), "all", "(Ljava/util/List;)").name())
				.isEqualTo("lineHandler.all");
		});
	}

	@Test
	void methodsOfFrameworkTypesAreNoTasksUnlessMarked() {
		this.contextRunner.withBean(FrameworkWorker.class)
			.run((context) -> assertThat(context.getBean(WorkerRegistry.class).names())
				.containsExactlyInAnyOrder("frameworkWorker.convert", "marked"));
	}

	@Test
	void accessorsOfARecordAreNoTasks() {
		this.contextRunner.withBean(RecordWorker.class, () -> new RecordWorker("x"))
			.run((context) -> assertThat(context.getBean(WorkerRegistry.class).names())
				.containsExactly("recordWorker.work"));
	}

	@Test
	void workersDeclaredAsObjectAreFound() {
		this.contextRunner.withUserConfiguration(Hidden.class)
			.run((context) -> assertThat(context.getBean(WorkerRegistry.class).names()).containsExactly("reports.run"));
	}

	@Test
	void oneTypeMayHaveTasksOfTheSameMethodNameInTwoWorkers() {
		this.contextRunner.withBean(NamedWorker.class)
			.withBean(OtherWorker.class)
			.run((context) -> assertThat(context.getBean(WorkerRegistry.class).names())
				.containsExactlyInAnyOrder("reports.run", "otherWorker.run"));
	}

	@Test
	void callingAWorkersMethodDirectlyRunsItInline() {
		this.contextRunner.withBean(ReportWorker.class)
			.run((context) -> assertThat(context.getBean(ReportWorker.class).monthly(1, YearMonth.of(2026, 2)))
				.isEqualTo("1 2026-02"));
	}

	static TaskDefinition definition(WorkerRegistry registry, String name) {
		return task(registry, name).definition();
	}

	static WorkerTask task(WorkerRegistry registry, String name) {
		WorkerTask task = registry.task(name);
		assertThat(task).as(name).isNotNull();
		return java.util.Objects.requireNonNull(task);
	}

	@Configuration(proxyBeanMethods = false)
	static class Discovery {

		@Bean
		WorkerRegistry workerRegistry() {
			return new WorkerRegistry();
		}

		@Bean
		WorkerDiscovery workerDiscovery(
				org.springframework.beans.factory.config.ConfigurableListableBeanFactory beanFactory,
				WorkerRegistry registry) {
			return new WorkerDiscovery(beanFactory, registry, JacksonTaskSerializer.create(),
					new WorkerDefaults(RetryPolicy.DEFAULT));
		}

	}

	@KerWorker
	static class ReportWorker {

		public String monthly(long customerId, YearMonth month) {
			return customerId + " " + month;
		}

		@KerTask(name = "mail-report", aliases = { "old", "older" }, queue = "${mail.queue:post}",
				priority = TaskPriority.HIGH, maxAttempts = 5, backoff = "2h", retryFor = java.io.IOException.class,
				noRetryFor = java.io.FileNotFoundException.class, timeout = "30s", warnAfter = "1m30s",
				retention = "P1D")
		public void mail(String to, TaskContext context) {
		}

		public @Nullable Map<String, List<Integer>> later(@Nullable YearMonth month) {
			return null;
		}

		public void run() {
		}

		@KerIgnore
		public void helper() {
		}

		void packagePrivate() {
		}

		protected void guarded() {
		}

		public static void shared() {
		}

		@Autowired
		public void setRegistry(WorkerRegistry registry) {
		}

		@PostConstruct
		public void init() {
		}

		@PreDestroy
		public void end() {
		}

		@EventListener
		public void on(ContextRefreshedEvent event) {
		}

		@org.springframework.transaction.event.TransactionalEventListener
		public void afterCommit(String event) {
		}

		@Scheduled(cron = "-")
		public void tick() {
		}

		@Override
		public String toString() {
			return "worker";
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	@KerWorker
	static class StageWorker {

		public CompletableFuture<List<String>> texts() {
			return CompletableFuture.completedFuture(List.of());
		}

		public Future<Integer> number() {
			return CompletableFuture.completedFuture(1);
		}

		public CompletableFuture<Void> nothing() {
			return new CompletableFuture<>();
		}

	}

	@KerWorker("reports")
	static class NamedWorker {

		public void run() {
		}

	}

	@KerWorker
	static class OtherWorker {

		public void run() {
		}

	}

	interface Marking {

		@KerTask
		default void markedInInterface() {
		}

		default void unmarkedInInterface() {
		}

	}

	static class BaseWorker implements Marking {

		@KerTask
		public void marked() {
		}

		public void unmarked() {
		}

	}

	@KerWorker
	static class SubWorker extends BaseWorker {

		public void declared() {
		}

	}

	record Line(int number) {

	}

	static class Handler<T> {

		public void handle(T value) {
		}

		@KerTask
		public void all(List<T> values) {
		}

	}

	@KerWorker
	static class LineHandler extends Handler<Line> {

		@Override
		public void handle(Line value) {
		}

	}

	@KerWorker
	static class FrameworkWorker implements Runnable, DisposableBean, Converter<String, Integer>, AutoCloseable,
			Comparable<FrameworkWorker> {

		@Override
		@KerTask(name = "marked")
		public void run() {
		}

		@Override
		public void destroy() {
		}

		@Override
		public Integer convert(String source) {
			return 1;
		}

		public Integer convert(Integer source) {
			return 2;
		}

		@Override
		public void close() {
		}

		@Override
		public int compareTo(FrameworkWorker other) {
			return 0;
		}

	}

	@KerWorker
	record RecordWorker(String text) {

		public void work(String text) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Hidden {

		@Bean
		Object hidden() {
			return new NamedWorker();
		}

	}

}

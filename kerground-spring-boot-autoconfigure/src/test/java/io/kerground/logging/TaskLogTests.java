package io.kerground.logging;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.kerground.actuate.EndpointPart;
import io.kerground.actuate.KergroundDescriptors.LogDescriptor;
import io.kerground.actuate.KergroundDescriptors.TaskDescriptor;
import io.kerground.actuate.KergroundEndpoint;
import io.kerground.autoconfigure.KergroundAutoConfiguration;
import io.kerground.autoconfigure.KergroundEndpointAutoConfiguration;
import io.kerground.core.KergroundSetupException;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskLog;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What attempts log, kept with their tasks on a real file.
 */
@Timeout(120)
class TaskLogTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	Path folder;

	@Test
	void nothingIsKeptAndNobodyListensByDefault() {
		int appenders = appenders();
		with((context) -> {
			assertThat(context).doesNotHaveBean(TaskLogCollector.class);
			assertThat(appenders()).isEqualTo(appenders);
			UUID id = run(context, "logging.say", "hello");
			assertThat(stored(context, id)).isEmpty();
			assertThat(described(context, id).logs()).isNull();
		});
	}

	@Test
	void linesOfAnAttemptAreKeptWithItsTask() {
		with((context) -> {
			logger().info("not of a task");
			UUID first = run(context, "logging.say", "hello");
			UUID second = run(context, "logging.say", "world");
			assertThat(stored(context, first)).singleElement().satisfies((log) -> {
				assertThat(log.attempt()).isOne();
				assertThat(log.running()).isFalse();
				assertThat(log.content().lines().limit(3)).satisfiesExactly((line) -> assertThat(line)
					.matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}Z INFO io.kerground.logging.LoggingWorker - info hello"),
						(line) -> assertThat(line).endsWith("WARN io.kerground.logging.LoggingWorker - warn hello"),
						(line) -> assertThat(line).isEqualTo("java.lang.IllegalStateException: thrown hello"));
				assertThat(log.content()).doesNotContain("world", "debug", "not of a task");
			});
			assertThat(stored(context, second)).singleElement()
				.satisfies((log) -> assertThat(log.content()).contains("info world"));
			assertThat(described(context, first).logs()).extracting(LogDescriptor::content)
				.containsExactly(stored(context, first).get(0).content());
		}, "kerground.task-log.enabled=true", "kerground.endpoint.show-values=always");
	}

	@Test
	void eachAttemptHasItsLogWithWhyItFailed() {
		with((context) -> {
			UUID id = run(context, "logging.failOnce");
			assertThat(stored(context, id)).extracting(TaskLog::attempt).containsExactly(1, 2);
			assertThat(stored(context, id).get(0).content()).contains("this is attempt 1", "wrong on purpose");
			assertThat(stored(context, id).get(1).content()).contains("this is attempt 2")
				.doesNotContain("wrong on purpose");
		}, "kerground.task-log.enabled=true");
	}

	@Test
	void theLogOfARunningAttemptIsSeenBeforeItEnds() {
		with((context) -> {
			LoggingWorker worker = context.getBean(LoggingWorker.class);
			UUID id = ker(context).send("logging.hold");
			worker.awaitLogged();
			assertThat(stored(context, id)).isEmpty();
			assertThat(described(context, id).logs()).singleElement().satisfies((log) -> {
				assertThat(log.running()).isTrue();
				assertThat((String) log.content()).contains("before the wait").doesNotContain("after the wait");
			});
			worker.release();
			ker(context).await(id, Void.class, PATIENCE);
			await().atMost(PATIENCE)
				.until(() -> described(context, id).logs().size() == 1
						&& !described(context, id).logs().get(0).running());
			assertThat((String) described(context, id).logs().get(0).content()).contains("before the wait",
					"after the wait");
		}, "kerground.task-log.enabled=true", "kerground.endpoint.show-values=always");
	}

	@Test
	void aLogIsHiddenAsOtherValuesAre() {
		with((context) -> {
			UUID id = run(context, "logging.say", "hello");
			assertThat(described(context, id).logs()).extracting(LogDescriptor::content).containsExactly("******");
		}, "kerground.task-log.enabled=true");
	}

	@Test
	void onlyTheLatestLinesAreKept() {
		with((context) -> {
			String content = stored(context, run(context, "logging.sayMuch", 10)).get(0).content();
			assertThat(content.lines().map((line) -> line.replaceFirst(".* - ", "")))
				.containsExactly("(7 earlier lines are left out)", "line 8", "line 9", "line 10");
		}, "kerground.task-log.enabled=true", "kerground.task-log.max-lines=3");
	}

	@Test
	void aLogIsNoLargerThanItsGreatestSize() {
		with((context) -> {
			String many = stored(context, run(context, "logging.sayMuch", 500)).get(0).content();
			assertThat(many).contains("line 500").contains("earlier lines are left out");
			assertThat(many.getBytes(StandardCharsets.UTF_8).length).isBetween(1500, 2048 + 50);
			String one = stored(context, run(context, "logging.sayLong", 5_000)).get(0).content();
			assertThat(one).contains("\u20ac\u20ac");
			assertThat(one.getBytes(StandardCharsets.UTF_8).length).isBetween(1500, 2048);
		}, "kerground.task-log.enabled=true", "kerground.task-log.max-size=2KB");
	}

	@Test
	void theLevelSaysWhatIsKept() {
		with((context) -> assertThat(stored(context, run(context, "logging.say", "hello")).get(0).content())
			.contains("warn hello")
			.doesNotContain("info hello"), "kerground.task-log.enabled=true", "kerground.task-log.level=warn");
		LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
		ch.qos.logback.classic.Logger worker = logback.getLogger(LoggingWorker.class);
		worker.setLevel(Level.DEBUG);
		try {
			with((context) -> assertThat(stored(context, run(context, "logging.say", "hello")).get(0).content())
				.contains("debug hello"), "kerground.task-log.enabled=true", "kerground.task-log.level=debug");
		}
		finally {
			worker.setLevel(null);
		}
	}

	@Test
	void linesOfOtherThreadsBelongToATaskWhoseMdcTheyHave() {
		with((context) -> {
			LoggingWorker worker = context.getBean(LoggingWorker.class);
			UUID id = ker(context).send("logging.hold");
			worker.awaitLogged();
			MDC.put(TaskLogCollector.MDC_ID, id.toString());
			logger().info("on behalf of it");
			MDC.remove(TaskLogCollector.MDC_ID);
			worker.release();
			ker(context).await(id, Void.class, PATIENCE);
			assertThat(stored(context, id).get(0).content()).contains("on behalf of it");
		}, "kerground.task-log.enabled=true");
	}

	@Test
	void theLogGoesWithItsTask() {
		with((context) -> {
			UUID deleted = run(context, "logging.say", "a");
			UUID pruned = run(context, "logging.say", "b");
			assertThat(ker(context).delete(deleted)).isTrue();
			TaskRepository store = context.getBean(TaskRepository.class);
			assertThat(store.prune(new TaskRepository.PruneRule(TaskStatus.FINISHED, null, Set.of(), 0, Long.MAX_VALUE),
					10))
				.isOne();
			assertThat(stored(context, deleted)).isEmpty();
			assertThat(stored(context, pruned)).isEmpty();
			try (Connection connection = DriverManager
				.getConnection("jdbc:sqlite:" + this.folder.resolve("kerground.db"));
					Statement statement = connection.createStatement();
					ResultSet rows = statement.executeQuery("select count(*) from kerground_log")) {
				assertThat(rows.getInt(1)).isZero();
			}
		}, "kerground.task-log.enabled=true");
	}

	@Test
	void nobodyListensAfterTheApplicationHasEnded() {
		int appenders = appenders();
		with((context) -> assertThat(appenders()).isEqualTo(appenders + 1), "kerground.task-log.enabled=true");
		assertThat(appenders()).isEqualTo(appenders);
	}

	@Test
	void withoutLogbackItIsRefused() {
		runner().withPropertyValues("kerground.task-log.enabled=true")
			.withClassLoader(new FilteredClassLoader("ch.qos.logback"))
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(KergroundSetupException.class)
				.hasStackTraceContaining("needs Logback"));
	}

	private static Logger logger() {
		return LoggerFactory.getLogger(TaskLogTests.class);
	}

	private static int appenders() {
		int[] count = new int[1];
		((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME)
			.iteratorForAppenders()
			.forEachRemaining((appender) -> count[0]++);
		return count[0];
	}

	private static KergroundTemplate ker(AssertableApplicationContext context) {
		return context.getBean(KergroundTemplate.class);
	}

	private static UUID run(AssertableApplicationContext context, String task, Object... arguments) {
		UUID id = ker(context).send(TaskRequest.of(task, arguments));
		ker(context).await(id, Void.class, PATIENCE);
		return id;
	}

	private static List<TaskLog> stored(AssertableApplicationContext context, UUID id) {
		return context.getBean(TaskRepository.class).logs(id);
	}

	private static TaskDescriptor described(AssertableApplicationContext context, UUID id) {
		return (TaskDescriptor) context.getBean(KergroundEndpoint.class).one(EndpointPart.TASK, id.toString(), null);
	}

	private void with(ContextConsumer<AssertableApplicationContext> body, String... properties) {
		runner().withPropertyValues(properties).run(body);
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(KergroundAutoConfiguration.class, KergroundEndpointAutoConfiguration.class))
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"),
					"management.endpoints.web.exposure.include=kerground",
					"management.endpoints.jmx.exposure.include=kerground")
			.withUserConfiguration(LoggingWorker.class);
	}

}

package io.kerground.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.autoconfigure.KergroundAutoConfiguration;
import io.kerground.autoconfigure.KergroundMetricsAutoConfiguration;
import io.kerground.autoconfigure.KergroundObservationAutoConfiguration;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskFailedException;
import io.kerground.core.TaskStatus;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Holds the board and the alert rules of {@code docs/} against the meters of a running
 * application.
 */
@Timeout(120)
class BoardTests {

	private static final Path DOCS = Path.of("../docs");

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** What Prometheus itself puts on everything that it scrapes. */
	private static final Set<String> LABELS_OF_A_SCRAPE = Set.of("job", "instance");

	private static final Pattern SAMPLE = Pattern.compile("(kerground_\\w+)(?:\\{(.*)})? \\S+");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

	private static final Pattern NAME = Pattern.compile("\\b(kerground_\\w+)(?:\\{([^}]*)})?");

	private static final Pattern SELECTOR = Pattern.compile("(\\w+)\\s*(=~|=|!=|!~)\\s*\"([^\"]*)\"");

	private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");

	private static final Pattern SHOWN = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}");

	/** The labels of each sample with all their values. */
	private static final Map<String, Map<String, Set<String>>> SAMPLES = new HashMap<>();

	private static final Set<String> METERS = new TreeSet<>();

	@BeforeAll
	static void scrape(@TempDir Path folder) {
		PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(prometheus));
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(KergroundAutoConfiguration.class,
					KergroundMetricsAutoConfiguration.class, KergroundObservationAutoConfiguration.class))
			.withPropertyValues("kerground.store.path=" + folder.resolve("kerground.db"))
			.withBean(PrometheusMeterRegistry.class, () -> prometheus)
			.withBean(ObservationRegistry.class, () -> observations)
			.withUserConfiguration(MeasuredWorker.class)
			.run((context) -> {
				context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(prometheus));
				KergroundTemplate ker = context.getBean(KergroundTemplate.class);
				ker.await(ker.send("measured.failOnce"), Void.class, PATIENCE);
				UUID failing = ker.send("measured.fail");
				assertThatExceptionOfType(TaskFailedException.class)
					.isThrownBy(() -> ker.await(failing, Void.class, PATIENCE));
				await().atMost(PATIENCE)
					.untilAsserted(() -> assertThat(outcomes(prometheus)).contains("finish", "retry", "fail"));
				await().atMost(PATIENCE).until(() -> prometheus.find("kerground.run").timers().size() == 3);
				read(prometheus);
			});
		prometheus.close();
	}

	private static Set<String> outcomes(PrometheusMeterRegistry prometheus) {
		return prometheus.find("kerground.task")
			.timers()
			.stream()
			.map((timer) -> timer.getId().getTag("outcome"))
			.collect(Collectors.toSet());
	}

	private static void read(PrometheusMeterRegistry prometheus) {
		prometheus.scrape().lines().map(SAMPLE::matcher).filter(Matcher::matches).forEach((sample) -> {
			Map<String, Set<String>> labels = SAMPLES.computeIfAbsent(sample.group(1), (name) -> new HashMap<>());
			if (sample.group(2) != null) {
				LABEL.matcher(sample.group(2))
					.results()
					.forEach((label) -> labels.computeIfAbsent(label.group(1), (name) -> new HashSet<>())
						.add(label.group(2)));
			}
		});
		prometheus.getMeters().stream().map(Meter::getId).map(Meter.Id::getName).forEach(METERS::add);
	}

	@Test
	void everythingThatTheBoardShowsIsMeasured() throws IOException {
		List<String> expressions = new ArrayList<>();
		for (JsonNode panel : board().get("panels")) {
			for (JsonNode target : panel.path("targets")) {
				expressions.add(target.get("expr").asString());
				check(target.get("expr").asString(), List.of(target.get("legendFormat").asString()));
			}
		}
		assertThat(expressions).hasSizeGreaterThan(20);
	}

	@Test
	void theVariablesOfTheBoardAreLabels() throws IOException {
		int queries = 0;
		for (JsonNode variable : board().get("templating").get("list")) {
			if (variable.get("type").asString().equals("query")) {
				Matcher query = Pattern.compile("label_values\\((.*), (\\w+)\\)")
					.matcher(variable.get("definition").asString());
				assertThat(query.matches()).isTrue();
				assertThat(variable.get("query").get("query").asString()).isEqualTo(query.group());
				check(query.group(1), List.of("{{" + query.group(2) + "}}"));
				queries++;
			}
		}
		assertThat(queries).isEqualTo(2);
	}

	@Test
	void panelsLieSideBySideAndHaveNumbersOfTheirOwn() throws IOException {
		Set<Integer> ids = new HashSet<>();
		Set<String> cells = new HashSet<>();
		for (JsonNode panel : board().get("panels")) {
			assertThat(ids.add(panel.get("id").asInt())).as(panel.get("title").asString()).isTrue();
			JsonNode place = panel.get("gridPos");
			for (int x = 0; x < place.get("w").asInt(); x++) {
				for (int y = 0; y < place.get("h").asInt(); y++) {
					int column = place.get("x").asInt() + x;
					assertThat(column).isLessThan(24);
					assertThat(cells.add(column + "," + (place.get("y").asInt() + y))).isTrue();
				}
			}
		}
	}

	@Test
	@SuppressWarnings("unchecked")
	void everythingThatAnAlertLooksAtIsMeasured() throws IOException {
		Map<String, Object> file = new Yaml().load(Files.readString(DOCS.resolve("prometheus/alerts.yml")));
		List<Map<String, Object>> groups = (List<Map<String, Object>>) file.get("groups");
		Set<Object> names = new HashSet<>();
		for (Map<String, Object> rule : (List<Map<String, Object>>) groups.get(0).get("rules")) {
			assertThat(names.add(rule.get("alert"))).isTrue();
			assertThat((Map<String, String>) rule.get("labels")).containsKey("severity");
			Map<String, String> annotations = (Map<String, String>) rule.get("annotations");
			assertThat(annotations).containsKey("summary");
			check((String) rule.get("expr"), annotations.values());
		}
		assertThat(names).hasSizeGreaterThan(5);
	}

	@Test
	void everyMeterIsDocumented() throws IOException {
		String page = Files.readString(DOCS.resolve("observability.md"));
		assertThat(METERS).contains("kerground.task", "kerground.run", "kerground.send", "kerground.store.commit")
			.filteredOn((meter) -> !meter.endsWith(".active") || meter.startsWith("kerground.pool"))
			.allSatisfy((meter) -> assertThat(page).contains("`" + meter + "`"));
		Pattern.compile("`(kerground\\.[a-z.]+)`[^|]*\\| (?:timer|gauge|counter)")
			.matcher(page)
			.results()
			.map((result) -> result.group(1))
			.forEach((meter) -> assertThat(METERS).contains(meter));
	}

	@Test
	void aNameOrLabelThatDoesNotExistIsFound() {
		Stream
			.of("sum(kerground_nothing)", "kerground_tasks{state=\"pending\"}", "kerground_tasks{status=\"waiting\"}",
					"sum by (colour) (kerground_tasks)", "kerground_task_seconds_count{outcome=~\"fail|wrong\"}")
			.forEach((wrong) -> assertThatExceptionOfType(AssertionError.class).as(wrong)
				.isThrownBy(() -> check(wrong, List.of())));
	}

	private static JsonNode board() throws IOException {
		return JsonMapper.shared().readTree(Files.readString(DOCS.resolve("grafana/kerground.json")));
	}

	/**
	 * Checks the names of an expression, their labels and the values of these, and the
	 * labels that are grouped by or shown.
	 */
	private static void check(String expression, Iterable<String> texts) {
		Set<String> labels = new HashSet<>(LABELS_OF_A_SCRAPE);
		List<MatchResult> names = NAME.matcher(expression).results().toList();
		assertThat(names).as(expression).isNotEmpty();
		for (MatchResult name : names) {
			assertThat(SAMPLES).as(expression).containsKey(name.group(1));
			Map<String, Set<String>> known = SAMPLES.get(name.group(1));
			labels.addAll(known.keySet());
			if (name.group(2) != null) {
				SELECTOR.matcher(name.group(2))
					.results()
					.forEach((selector) -> checkSelector(expression, known, selector));
			}
		}
		GROUPING.matcher(expression)
			.results()
			.flatMap((grouping) -> Arrays.stream(grouping.group(1).split(",")))
			.forEach((label) -> assertThat(labels).as(expression).contains(label.strip()));
		for (String text : texts) {
			SHOWN.matcher(text)
				.results()
				.forEach((shown) -> assertThat(labels).as(expression + ": " + text).contains(shown.group(1)));
		}
	}

	private static void checkSelector(String expression, Map<String, Set<String>> known, MatchResult selector) {
		String label = selector.group(1);
		if (LABELS_OF_A_SCRAPE.contains(label)) {
			return;
		}
		assertThat(known).as(expression).containsKey(label);
		if (!selector.group(3).startsWith("$")) {
			assertThat(known.get(label)).as(expression).contains(selector.group(3).split("\\|"));
		}
	}

	@Test
	void everyStatusIsAValueOfItsLabel() {
		assertThat(SAMPLES.get("kerground_tasks").get("status"))
			.containsExactlyInAnyOrder(Arrays.stream(TaskStatus.values())
				.map((status) -> status.name().toLowerCase(Locale.ROOT))
				.toArray(String[]::new));
	}

	/**
	 * A worker with all outcomes.
	 */
	@KerWorker("measured")
	static class MeasuredWorker {

		@KerTask(maxAttempts = 2, backoff = "1ms")
		public void failOnce(TaskContext context) {
			if (context.attempt() == 1) {
				throw new IllegalStateException("wrong on purpose");
			}
		}

		@KerTask(maxAttempts = 1)
		public void fail() {
			throw new IllegalStateException("wrong on purpose");
		}

	}

}

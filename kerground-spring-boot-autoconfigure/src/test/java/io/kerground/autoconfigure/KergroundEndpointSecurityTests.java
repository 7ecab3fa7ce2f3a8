package io.kerground.autoconfigure;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import io.kerground.autoconfigure.WebTestClient.Answer;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What strangers may learn and do over HTTP, also when writes are allowed.
 */
@SpringBootTest(classes = WebTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=kerground,health,metrics",
				"management.endpoint.health.show-details=always", "management.endpoint.kerground.access=unrestricted",
				"kerground.retry.max-attempts=1" })
@DirtiesContext
class KergroundEndpointSecurityTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final List<String> VIEWS = List.of("kerground", "kerground/pending", "kerground/running",
			"kerground/finished", "kerground/failed", "kerground/cancelled", "kerground/blocked",
			"kerground/definitions", "kerground/failures", "kerground/nodes", "kerground/queues",
			"kerground/queue/default", "health", "health/kerground", "metrics", "metrics/kerground.tasks",
			"metrics/kerground.task");

	private static final String SECRET = "s3cr3t";

	@Autowired
	KergroundTemplate ker;

	@Autowired
	TaskRepository repository;

	@LocalServerPort
	int port;

	private WebTestClient client;

	@BeforeEach
	void connect() {
		this.client = new WebTestClient(this.port);
	}

	@Test
	void noViewShowsAnArgumentAResponseOrAnErrorText() {
		UUID finished = this.ker.send(CounterWorker::repeat, SECRET, 2);
		UUID failed = this.ker.send("counter.fail");
		UUID waiting = this.ker
			.send(TaskRequest.of("counter.repeat", SECRET, 1).key(SECRET).delay(Duration.ofHours(1)));
		UUID cancelled = this.ker.send(TaskRequest.of("counter.repeat", SECRET, 1).delay(Duration.ofHours(1)));
		this.ker.cancel(cancelled);
		this.ker.await(finished, String.class, PATIENCE);
		Awaitility.await().atMost(PATIENCE).until(() -> this.ker.status(failed).orElseThrow() == TaskStatus.FAILED);
		for (String view : VIEWS) {
			assertShowsNothing(view);
		}
		for (UUID id : List.of(finished, failed, waiting, cancelled)) {
			assertShowsNothing("kerground/task/" + id);
		}
	}

	private void assertShowsNothing(String path) {
		Answer answer = this.client.get(path, WebTestApplication.ROLE_HEADER, "admin");
		assertThat(answer.status()).as(path).isEqualTo(200);
		assertThat(answer.body()).as(path).doesNotContain(SECRET, "wrong on purpose", "CounterWorker.java", "\tat ");
	}

	@Test
	void noSizeIsTooLargeToBeRefused() {
		for (String size : List.of("1000000000", "2147483647", "99999999999999999999", "-1", "0", "201", "1e9")) {
			Answer answer = this.client.get("kerground/pending?size=" + size);
			assertThat(answer.status()).as(size).isEqualTo(400);
			assertThat(answer.body()).doesNotContain("io.kerground", "Exception");
		}
		this.ker.sendAll(Collections.nCopies(250, TaskRequest.of("elsewhere.many").external()));
		assertThat(this.client.get("kerground/pending?size=200").json().at("/tasks").size()).isEqualTo(200);
		assertThat(this.client.get("kerground/pending").json().at("/tasks").size()).isEqualTo(100);
	}

	@ParameterizedTest
	@ValueSource(strings = { "' or 1=1 --", "x'; drop table kerground_task; --", "%", "_", "*", "\") or (1=1", "?1",
			"counter.next' union select payload from kerground_payload --", "\u0000", "${p}task", "a\r\nb" })
	void aFilterIsNeverTakenForSql(String text) {
		UUID id = this.ker.send(CounterWorker::next, 1);
		this.ker.await(id, Integer.class, PATIENCE);
		String value = URLEncoder.encode(text, StandardCharsets.UTF_8);
		for (String parameter : List.of("task", "queue")) {
			Answer answer = this.client.get("kerground/finished?" + parameter + "=" + value);
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.json().at("/tasks").size()).isZero();
		}
		assertThat(this.client.get("kerground/finished?after=" + value).status()).isEqualTo(400);
		assertThat(this.client.get("kerground/finished?sort=" + value + "&order=" + value).status()).isEqualTo(200);
		assertThat(this.ker.status(id)).contains(TaskStatus.FINISHED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "kerground/everything", "kerground/finish", "kerground/task", "kerground/task/x/y",
			"kerground/payload/1", "kerground/..%2f..%2fetc" })
	void aViewThatIsNoneIsRefused(String path) {
		Answer answer = this.client.get(path);
		assertThat(answer.status()).isBetween(400, 404);
		assertThat(answer.body()).doesNotContain("io.kerground", "Exception", "trace");
	}

	@Test
	void noOtherSiteIsAllowedToReadOrToAsk() throws Exception {
		String pending = "kerground/task/" + this.ker.send(TaskRequest.of("elsewhere.task").external());
		HttpClient plain = HttpClient.newHttpClient();
		for (String method : List.of("GET", "POST", "OPTIONS", "HEAD", "PUT", "DELETE")) {
			HttpRequest request = HttpRequest
				.newBuilder(URI.create("http://localhost:" + this.port + "/actuator/" + pending))
				.header("Origin", "https://evil.example")
				.header("Access-Control-Request-Method", "POST")
				.header("Access-Control-Request-Headers", "content-type")
				.method(method, HttpRequest.BodyPublishers.noBody())
				.build();
			HttpResponse<String> response = plain.send(request, HttpResponse.BodyHandlers.ofString());
			assertThat(response.headers().map().keySet()).as(method)
				.noneMatch((name) -> name.toLowerCase(Locale.ROOT).startsWith("access-control-allow"));
		}
	}

	@Test
	void aBrokenStoreIsToldWithoutSqlAndWithoutATrace() throws SQLException {
		Path file = Path.of(this.repository.state().location());
		execute(file, "alter table kerground_count rename to kerground_gone");
		try {
			for (String view : List.of("kerground", "kerground/queues", "health", "health/kerground")) {
				Answer answer = this.client.get(view);
				assertThat(answer.status()).as(view).isEqualTo(503);
				assertThat(answer.body()).as(view)
					.doesNotContainIgnoringCase("select", "SQL ", "SQLITE_", "no such table", "kerground_count",
							"\tat ", "Exception");
			}
		}
		finally {
			execute(file, "alter table kerground_gone rename to kerground_count");
		}
		assertThat(this.client.get("health/kerground").status()).isEqualTo(200);
	}

	private static void execute(Path file, String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			statement.execute("pragma busy_timeout=20000");
			statement.execute(sql);
		}
	}

}

package io.kerground.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.kerground.autoconfigure.WebTestClient.Answer;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint over HTTP, exposed and otherwise as it is by default.
 */
@SpringBootTest(classes = WebTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=kerground,health,metrics",
				"management.endpoint.health.show-details=always", "kerground.retry.max-attempts=1",
				"spring.application.name=shop" })
class KergroundEndpointWebTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@Autowired
	KergroundTemplate ker;

	@LocalServerPort
	int port;

	private WebTestClient client;

	@BeforeEach
	void connect() {
		this.client = new WebTestClient(this.port);
	}

	@Test
	void summaryShowsCountsStoreAndNodes() {
		this.ker.await(this.ker.send(CounterWorker::next, 1), Integer.class, PATIENCE);
		Answer answer = this.client.get("kerground");
		assertThat(answer.status()).isEqualTo(200);
		JsonNode summary = answer.json();
		assertThat(summary.at("/tasks/finished").asLong()).isPositive();
		assertThat(summary.at("/queues/default/finished").asLong()).isPositive();
		assertThat(summary.at("/names/counter.next/finished").asLong()).isPositive();
		assertThat(summary.at("/store/type").asString()).isEqualTo("sqlite");
		assertThat(summary.at("/store/location").asString()).endsWith("kerground.db");
		assertThat(summary.at("/store/writable").asBoolean()).isTrue();
		assertThat(summary.at("/nodes/0/application").asString()).isEqualTo("shop");
	}

	@Test
	void failedTasksAreListedWithTheirErrorsHidden() {
		UUID id = failed();
		JsonNode tasks = this.client.get("kerground/failed?size=1&task=counter.fail&queue=default").json();
		assertThat(tasks.at("/tasks").size()).isEqualTo(1);
		JsonNode task = tasks.at("/tasks/0");
		assertThat(task.at("/id").asString()).isEqualTo(id.toString());
		assertThat(task.at("/status").asString()).isEqualTo("failed");
		assertThat(task.at("/error/type").asString()).isEqualTo(IllegalStateException.class.getName());
		assertThat(task.at("/error/message").asString()).isEqualTo("******");
		assertThat(Instant.parse(task.at("/createdAt").asString())).isAfter(Instant.EPOCH);
		assertThat(task.has("arguments")).isFalse();
	}

	@Test
	void pagesFollowEachOther() {
		failed();
		failed();
		JsonNode first = this.client.get("kerground/failed?size=1").json();
		JsonNode second = this.client.get("kerground/failed?size=1&after=" + first.at("/next").asString()).json();
		assertThat(second.at("/tasks/0/id").asString()).isNotEmpty().isNotEqualTo(first.at("/tasks/0/id").asString());
	}

	@Test
	void valuesOfATaskAreHidden() {
		String body = this.client.get("kerground/task/" + failed(), WebTestApplication.ROLE_HEADER, "admin").body();
		assertThat(body).contains("\"arguments\":\"******\"").doesNotContain("wrong on purpose", "CounterWorker.java");
	}

	@ParameterizedTest
	@ValueSource(strings = { "definitions", "nodes", "queues", "pending", "running", "finished", "failed", "cancelled",
			"blocked", "queue/default", "failures", "schedules", "workers", "pool/default" })
	void everyViewCanBeRead(String path) {
		assertThat(this.client.get("kerground/" + path).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "task/00000000-0000-0000-0000-000000000000", "task/1-1-1-1-1", "task/x", "queue/nowhere" })
	void unknownThingsAreNotFound(String path) {
		assertThat(this.client.get("kerground/" + path).status()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource({ "pending?size=0, size must be 1 to 200", "pending?size=201, size must be 1 to 200",
			"pending?after=x, after must be the 'next' of a page before",
			"nodes?size=1, 'size, after, count and conditions are for lists of tasks'" })
	void refusedRequestsAreExplained(String path, String reason) {
		Answer answer = this.client.get("kerground/" + path);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().at("/error").asString()).isEqualTo(reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "pending?size=abc", "pending?size=99999999999", "anything", "thing/main" })
	void requestsThatMeanNothingAreRefusedWithoutATrace(String path) {
		Answer answer = this.client.get("kerground/" + path);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.body()).doesNotContain("io.kerground", "Exception", "trace");
	}

	@Test
	void nothingCanBeWritten() {
		UUID id = failed();
		Answer answer = this.client.post("kerground/task/" + id, "{\"action\":\"retry\"}", "Content-Type",
				"application/json");
		assertThat(answer.status()).isEqualTo(405);
		assertThat(
				this.client.post("kerground", "{\"action\":\"backup\"}", "Content-Type", "application/json").status())
			.isEqualTo(405);
		assertThat(this.client.delete("kerground/task/" + id).status()).isEqualTo(405);
		assertThat(this.ker.status(id)).contains(TaskStatus.FAILED);
	}

	@Test
	void unknownTasksAreToldInSummaryAndHealth() {
		this.ker.send(TaskRequest.of("gone.task").external());
		assertThat(this.client.get("kerground").json().at("/unknownTasks/0").asString()).isEqualTo("gone.task");
		JsonNode health = this.client.get("health/kerground").json();
		assertThat(health.at("/status").asString()).isEqualTo("UP");
		assertThat(health.at("/details/unknownTasks/0").asString()).isEqualTo("gone.task");
		assertThat(health.at("/details/location").asString()).endsWith("kerground.db");
	}

	@Test
	void metersAreServed() {
		this.ker.await(this.ker.send(CounterWorker::next, 1), Integer.class, PATIENCE);
		assertThat(this.client.get("metrics/kerground.tasks?tag=status:finished&tag=queue:default")
			.json()
			.at("/measurements/0/value")
			.isNumber()).isTrue();
		assertThat(this.client.get("metrics/kerground.store.commit").status()).isEqualTo(200);
	}

	private UUID failed() {
		UUID id = this.ker.send(CounterWorker::fail);
		Awaitility.await().atMost(PATIENCE).until(() -> this.ker.status(id).orElseThrow() == TaskStatus.FAILED);
		return id;
	}

}

package io.kerground.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.kerground.annotation.KerWorker;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failed tasks by their cause, over HTTP.
 */
@SpringBootTest(classes = { WebTestApplication.class, KergroundEndpointFailureTests.Refusing.class },
		webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=kerground",
				"management.endpoint.kerground.access=unrestricted", "kerground.retry.max-attempts=1" })
@DirtiesContext
class KergroundEndpointFailureTests {

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	@Autowired
	KergroundTemplate ker;

	@LocalServerPort
	int port;

	@Test
	void failuresAreGroupedByExceptionAndPlaceAndRetriedTogether() {
		WebTestClient client = new WebTestClient(this.port);
		List<UUID> failing = send("counter.fail", 5);
		List<UUID> others = send("refusing.refuse", 2);
		JsonNode groups = client.get("kerground/failures").json().at("/groups");
		assertThat(groups.size()).isEqualTo(2);
		JsonNode largest = groups.get(0);
		assertThat(largest.at("/type").asString()).isEqualTo(IllegalStateException.class.getName());
		assertThat(largest.at("/frame").asString()).isEqualTo(CounterWorker.class.getName() + ".fail");
		assertThat(largest.at("/count").asLong()).isEqualTo(5);
		assertThat(largest.at("/names/0").asString()).isEqualTo("counter.fail");
		assertThat(largest.at("/latest").asString()).isEqualTo(latest("counter.fail").toString());
		assertThat(largest.toString()).doesNotContain("wrong on purpose", ".java");
		String path = "kerground/failure/" + largest.at("/id").asString();
		assertThat(client.get(path).json()).isEqualTo(largest);

		JsonNode answer = client.post(path, "{\"action\":\"retry\"}", "Content-Type", "application/json").json();
		assertThat(answer.at("/tasks").asLong()).isEqualTo(5);
		awaitFailures(failing, 2);
		assertThat(others).allSatisfy((id) -> assertThat(this.ker.find(id).orElseThrow().attempts()).hasSize(1));
	}

	@Test
	void aCauseThatNothingFailedByIsAConflictAndNotFound() {
		WebTestClient client = new WebTestClient(this.port);
		String path = "kerground/failure/" + UUID.randomUUID();
		assertThat(client.get(path).status()).isEqualTo(404);
		assertThat(client.post(path, "{\"action\":\"retry\"}", "Content-Type", "application/json").status())
			.isEqualTo(409);
		assertThat(client.post(path, "{\"action\":\"delete\"}", "Content-Type", "application/json").status())
			.isEqualTo(400);
	}

	private List<UUID> send(String name, int times) {
		List<UUID> ids = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			ids.add(this.ker.send(name));
		}
		awaitFailures(ids, 1);
		return ids;
	}

	private UUID latest(String name) {
		return this.ker.list(TaskQuery.all().name(name).status(TaskStatus.FAILED).size(1)).tasks().get(0).id();
	}

	private void awaitFailures(List<UUID> ids, int attempts) {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> ids.stream()
				.map((id) -> this.ker.find(id).orElseThrow())
				.allMatch((task) -> task.status() == TaskStatus.FAILED && task.attempts().size() == attempts));
	}

	@KerWorker("refusing")
	static class Refusing {

		public void refuse() {
			throw new IllegalStateException("refused on purpose");
		}

	}

}

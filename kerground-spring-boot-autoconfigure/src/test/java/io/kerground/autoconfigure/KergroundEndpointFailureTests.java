package io.kerground.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.kerground.annotation.KerWorker;
import io.kerground.autoconfigure.WebTestClient.Answer;
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
		JsonNode largest = groups.get(0);
		assertThat(largest.at("/type").asString()).isEqualTo(IllegalStateException.class.getName());
		assertThat(largest.at("/frame").asString()).isEqualTo(CounterWorker.class.getName() + ".fail");
		assertThat(largest.at("/count").asLong()).isEqualTo(5);
		assertThat(largest.at("/names/0").asString()).isEqualTo("counter.fail");
		assertThat(largest.at("/latest").asString()).isEqualTo(latest("counter.fail").toString());
		assertThat(largest.toString()).doesNotContain("wrong on purpose", ".java");
		String path = "kerground/failure/" + largest.at("/id").asString();
		assertThat(client.get(path).json()).isEqualTo(largest);

		Answer begun = post(client, path, "{\"action\":\"retry\"}");
		assertThat(begun.status()).isEqualTo(200);
		String change = "kerground/change/" + begun.json().at("/id").asString();
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> client.get(change).json().at("/state").asString().equals("ended"));
		assertThat(client.get(change).json().at("/changed").asLong()).isEqualTo(5);
		awaitFailures(failing, 2);
		assertThat(client.get("kerground/audit").json().at("/entries/0/target").asString())
			.isEqualTo("failure " + largest.at("/id").asString());
		assertThat(others).allSatisfy((id) -> assertThat(this.ker.find(id).orElseThrow().attempts()).hasSize(1));
	}

	@Test
	void aCauseThatNothingFailedByIsAConflictAndNotFound() {
		WebTestClient client = new WebTestClient(this.port);
		String path = "kerground/failure/" + UUID.randomUUID();
		assertThat(client.get(path).status()).isEqualTo(404);
		assertThat(post(client, path, "{\"action\":\"retry\"}").status()).isEqualTo(404);
		assertThat(post(client, path, "{\"action\":\"mute\"}").status()).isEqualTo(404);
		assertThat(post(client, path, "{\"action\":\"unmute\"}").status()).isEqualTo(409);
		assertThat(post(client, path, "{\"action\":\"delete\"}").status()).isEqualTo(400);
		assertThat(post(client, "kerground/failure/none", "{\"action\":\"retry\"}").status()).isEqualTo(404);
	}

	@Test
	void noMoreOfAGroupAreRetriedThanWasConfirmedAndTheNewestFirst() {
		WebTestClient client = new WebTestClient(this.port);
		List<UUID> failing = send("refusing.deny", 3);
		String path = "kerground/failure/" + group(client, "refusing.deny").at("/id").asString();
		assertThat(post(client, path, "{\"action\":\"retry\",\"limit\":0}").status()).isEqualTo(400);
		assertThat(post(client, path, "{\"action\":\"retry\",\"limit\":2}").status()).isEqualTo(200);
		awaitFailures(failing.subList(1, 3), 2);
		assertThat(this.ker.find(failing.get(0)).orElseThrow().attempts()).hasSize(1);
	}

	@Test
	void mutedGroupIsToldWithItsReasonAndItsTasksAreCounted() {
		WebTestClient client = new WebTestClient(this.port);
		send("refusing.complain", 2);
		String path = "kerground/failure/" + group(client, "refusing.complain").at("/id").asString();
		assertThat(post(client, path, "{\"action\":\"mute\",\"time\":\"-1s\"}").status()).isEqualTo(400);
		assertThat(post(client, path, "{\"action\":\"retry\",\"reason\":\"x\"}").status()).isEqualTo(400);
		assertThat(client.get("kerground").json().at("/mutedFailures").asLong()).isZero();
		assertThat(post(client, path, "{\"action\":\"mute\",\"reason\":\"the bank is away\",\"time\":\"7d\"}").status())
			.isEqualTo(200);
		JsonNode mute = client.get(path).json().at("/mute");
		assertThat(mute.at("/reason").asString()).isEqualTo("the bank is away");
		assertThat(Duration.between(Instant.parse(mute.at("/since").asString()),
				Instant.parse(mute.at("/until").asString())))
			.isEqualTo(Duration.ofDays(7));
		assertThat(client.get("kerground").json().at("/mutedFailures").asLong()).isEqualTo(2);
		JsonNode entry = client.get("kerground/audit").json().at("/entries/0");
		assertThat(entry.at("/action").asString()).isEqualTo("mute");
		assertThat(entry.at("/result").asString()).isEqualTo("done");
		assertThat(post(client, path, "{\"action\":\"unmute\"}").status()).isEqualTo(200);
		assertThat(client.get("kerground").json().at("/mutedFailures").asLong()).isZero();
		assertThat(client.get(path).json().at("/mute").isObject()).isFalse();
	}

	private static JsonNode group(WebTestClient client, String name) {
		return client.get("kerground/failures")
			.json()
			.at("/groups")
			.valueStream()
			.filter((group) -> group.at("/names/0").asString().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static Answer post(WebTestClient client, String path, String body) {
		return client.post(path, body, "Content-Type", "application/json");
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

		public void deny() {
			throw new IllegalStateException("denied on purpose");
		}

		public void complain() {
			throw new IllegalStateException("complained on purpose");
		}

	}

}

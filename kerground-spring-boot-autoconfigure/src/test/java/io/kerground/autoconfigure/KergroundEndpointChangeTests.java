package io.kerground.autoconfigure;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import io.kerground.autoconfigure.WebTestClient.Answer;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Changes of many tasks over HTTP.
 */
@SpringBootTest(classes = WebTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=kerground",
				"management.endpoint.kerground.access=unrestricted", "kerground.endpoint.bulk-limit=40",
				"kerground.endpoint.show-values=when-authorized", "kerground.endpoint.roles=admin" })
class KergroundEndpointChangeTests {

	@Autowired
	KergroundTemplate ker;

	@LocalServerPort
	int port;

	private WebTestClient client;

	private String queue;

	@BeforeEach
	void connect() {
		this.client = new WebTestClient(this.port);
		this.queue = "queue-" + UUID.randomUUID();
	}

	@Test
	void allThatMatchAreChangedWithProgress() {
		List<UUID> ids = pending(12);
		Answer begun = post("tasks", "'action':'cancel','status':'pending','queue':'" + this.queue + "'");
		assertThat(begun.status()).isEqualTo(200);
		Answer ended = ended(begun);
		assertThat(ended.json().at("/action").asString()).isEqualTo("cancel");
		assertThat(ended.json().at("/state").asString()).isEqualTo("ended");
		assertThat(ended.json().at("/changed").asInt()).isEqualTo(12);
		assertThat(ended.json().at("/skipped").asInt()).isZero();
		assertThat(ended.json().at("/undoUntil").isMissingNode() || ended.json().at("/undoUntil").isNull()).isTrue();
		assertThat(ids).allMatch((id) -> this.ker.status(id).filter(TaskStatus.CANCELLED::equals).isPresent());
		assertThat(this.client.get("kerground/changes").json().at("/changes/0/id").asString())
			.isEqualTo(begun.json().at("/id").asString());
	}

	@Test
	void deletionIsUndone() {
		List<UUID> ids = pending(3);
		Answer ended = ended(post("tasks", "'action':'delete','queue':'" + this.queue + "'"));
		assertThat(ids).allMatch((id) -> this.ker.status(id).isEmpty());
		assertThat(ended.json().at("/undoUntil").asString()).isNotEmpty();
		String change = "change/" + ended.json().at("/id").asString();
		Answer undone = post(change, "'action':'undo'");
		assertThat(undone.status()).isEqualTo(200);
		assertThat(undone.json().at("/tasks").asInt()).isEqualTo(3);
		assertThat(ids).allMatch((id) -> this.ker.status(id).filter(TaskStatus.PENDING::equals).isPresent());
		assertThat(post(change, "'action':'undo'").status()).isEqualTo(409);
	}

	@Test
	void tasksThatAreNamedAreMoved() {
		List<UUID> ids = pending(3);
		Answer ended = ended(
				post("tasks", "'action':'move','to':'slow','ids':'" + ids.get(0) + "," + ids.get(2) + "'"));
		assertThat(ended.json().at("/changed").asInt()).isEqualTo(2);
		assertThat(ids).extracting((id) -> this.ker.find(id).orElseThrow().queue())
			.containsExactly("slow", this.queue, "slow");
	}

	@Test
	void noMoreThanTheCapAreChangedAndCounted() {
		pending(45);
		String conditions = "kerground/pending?queue=" + this.queue + "&count=true";
		Answer count = this.client.get(conditions);
		assertThat(count.json().at("/tasks").asInt()).isEqualTo(40);
		assertThat(count.json().at("/complete").asBoolean()).isFalse();
		Answer ended = ended(post("tasks", "'action':'cancel','queue':'" + this.queue + "'"));
		assertThat(ended.json().at("/changed").asInt()).isEqualTo(40);
		assertThat(this.client.get(conditions).json().at("/tasks").asInt()).isEqualTo(5);
		assertThat(post("tasks", "'action':'cancel','limit':41").json().at("/error").asString())
			.isEqualTo("limit must be 1 to 40");
	}

	@Test
	void countKnowsTheConditionsWithAndWithoutALook() {
		pending(3);
		String conditions = "kerground/pending?count=true&queue=" + this.queue;
		assertThat(this.client.get(conditions).json().at("/tasks").asInt()).isEqualTo(3);
		assertThat(this.client.get(conditions + "&since=1h").json().at("/tasks").asInt()).isEqualTo(3);
		assertThat(this.client.get(conditions + "&attempt=1").json().at("/tasks").asInt()).isZero();
		assertThat(this.client.get(conditions + "&task=counter.fail").json().at("/tasks").asInt()).isZero();
		assertThat(this.client.get("kerground/failed?count=true&queue=" + this.queue).json().at("/tasks").asInt())
			.isZero();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"'action':'delete','status':'running' | tasks that are running have no action 'delete'",
			"'action':'retry','status':'pending' | tasks that are pending have no action 'retry'",
			"'action':'pause' | many tasks have no action 'pause'", "'action':'retry','to':'x' | to is for move",
			"'action':'retry','attempt':-1 | attempt must be 0 or more, but is -1",
			"'action':'retry','id':'12' | An id is looked for by at least its first 8 characters",
			"'action':'retry','queue':'q','ids':'0190a1b2-c3d4-7e5f-8123-456789abcdef' | ids come without conditions" })
	void changeThatMeansNothingIsRefused(String body, String reason) {
		Answer answer = post("tasks", body);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().at("/error").asString()).isEqualTo(reason);
	}

	@Test
	void moveNeedsTheNameOfAQueue() {
		assertThat(post("tasks", "'action':'move'").status()).isEqualTo(400);
		assertThat(post("tasks", "'action':'move','to':'a b'").status()).isEqualTo(400);
	}

	@Test
	void unknownChangeIsNotFound() {
		assertThat(this.client.get("kerground/change/none").status()).isEqualTo(404);
		assertThat(post("change/none", "'action':'cancel'").status()).isEqualTo(404);
		assertThat(post("change/" + UUID.randomUUID(), "'action':'undo'").status()).isEqualTo(409);
		assertThat(post("change/none", "'action':'delete'").status()).isEqualTo(400);
	}

	@Test
	void messagesAreOnlySearchedForThoseWhoMaySeeThem() {
		UUID id = this.ker.send(TaskRequest.of(CounterWorker::fail).maxAttempts(1));
		await().atMost(Duration.ofSeconds(20))
			.until(() -> this.ker.status(id).filter(TaskStatus.FAILED::equals).isPresent());
		String path = "kerground/failed?error=on%20purpose";
		assertThat(this.client.get(path).body()).doesNotContain(id.toString());
		assertThat(this.client.get(path, WebTestApplication.ROLE_HEADER, "admin").body()).contains(id.toString());
		assertThat(this.client.get("kerground/failed?error=illegalstate&since=1h&attempt=1").body())
			.contains(id.toString());
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none", value = { "none, none", "none, text/plain", "'{\"action\":\"delete\"}', text/plain",
			"action=delete, application/x-www-form-urlencoded" })
	void requestThatAnotherSiteCanMakeABrowserSendChangesNothing(String body, String mediaType) {
		List<UUID> ids = pending(1);
		String[] headers = (mediaType != null) ? new String[] { "Content-Type", mediaType } : new String[0];
		assertThat(this.client.post("kerground/tasks?action=delete", body, headers).status()).isEqualTo(415);
		assertThat(this.ker.status(ids.get(0))).contains(TaskStatus.PENDING);
	}

	private List<UUID> pending(int count) {
		return this.ker
			.sendAll(Collections.nCopies(count, TaskRequest.of("elsewhere.task").external().queue(this.queue)));
	}

	private Answer post(String path, String body) {
		return this.client.post("kerground/" + path, "{" + body.replace('\'', '"') + "}", "Content-Type",
				"application/json");
	}

	private Answer ended(Answer begun) {
		assertThat(begun.status()).as(begun.body()).isEqualTo(200);
		String path = "kerground/change/" + begun.json().at("/id").asString();
		await().atMost(Duration.ofSeconds(30))
			.until(() -> !this.client.get(path).json().at("/state").asString().equals("running"));
		return this.client.get(path);
	}

}

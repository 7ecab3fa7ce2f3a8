package io.kerground.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

import io.kerground.autoconfigure.WebTestClient.Answer;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint over HTTP, when it may write and shows values to a role.
 */
@SpringBootTest(classes = WebTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=kerground",
				"management.endpoint.kerground.access=unrestricted", "spring.mvc.hiddenmethod.filter.enabled=true",
				"kerground.endpoint.show-values=when-authorized", "kerground.endpoint.roles=admin,support" })
class KergroundEndpointWriteTests {

	private static final String JSON = "application/json";

	@TempDir
	static Path backups;

	@Autowired
	KergroundTemplate ker;

	@LocalServerPort
	int port;

	private WebTestClient client;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("kerground.store.backup-path", backups::toString);
	}

	@BeforeEach
	void connect() {
		this.client = new WebTestClient(this.port);
	}

	@Test
	void taskIsCancelledRetriedAndDeleted() {
		UUID id = pending();
		Answer cancelled = act(id, "cancel");
		assertThat(cancelled.status()).isEqualTo(200);
		assertThat(cancelled.json().at("/status").asString()).isEqualTo("cancelled");
		assertThat(act(id, "RETRY").json().at("/status").asString()).isEqualTo("pending");
		assertThat(act(id, "delete").json().at("/changed").asBoolean()).isTrue();
		assertThat(this.ker.status(id)).isEmpty();
	}

	@Test
	void actionThatChangesNothingIsAConflict() {
		UUID id = pending();
		Answer answer = act(id, "retry");
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.json().at("/status").asString()).isEqualTo("pending");
	}

	@Test
	void unknownTaskIsNotFound() {
		assertThat(act(UUID.randomUUID(), "retry").status()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource({ "'{\"action\":\"burn\"}'", "'{}'", "'['", "'{\"action\":null}'" })
	void bodyThatMeansNothingIsRefused(String body) {
		UUID id = pending();
		Answer answer = this.client.post("kerground/task/" + id, body, "Content-Type", JSON);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.body()).doesNotContain("io.kerground", "Exception", "trace");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none", value = { "none, none", "none, text/plain",
			"none, application/x-www-form-urlencoded", "'{\"action\":\"delete\"}', text/plain",
			"'{\"action\":\"delete\"}', none", "action=delete, application/x-www-form-urlencoded",
			"'--x\r\nContent-Disposition: form-data; name=\"action\"\r\n\r\ndelete\r\n--x--\r\n', multipart/form-data;boundary=x" })
	void requestThatAnotherSiteCanMakeABrowserSendChangesNothing(String body, String mediaType) {
		UUID id = pending();
		String[] headers = (mediaType != null) ? new String[] { "Content-Type", mediaType } : new String[0];
		assertThat(this.client.post("kerground/task/" + id, body, headers).status()).isEqualTo(415);
		assertThat(this.client.post("kerground/task/" + id + "?action=delete", body, headers).status()).isEqualTo(415);
		assertThat(this.ker.status(id)).contains(TaskStatus.PENDING);
	}

	@Test
	void backupIsMadeInTheFolderOfThePropertyWhateverTheRequestSays() throws IOException {
		Answer answer = this.client.post("kerground",
				"{\"action\":\"backup\",\"path\":\"/tmp/other.db\",\"file\":\"/tmp/other.db\"}", "Content-Type", JSON);
		assertThat(answer.status()).isEqualTo(200);
		Path backup = backups.resolve(answer.json().at("/file").asString());
		assertThat(backup).isRegularFile().hasParent(backups);
		assertThat(answer.json().at("/size").asLong()).isEqualTo(Files.size(backup));
		assertThat(answer.json().at("/duration").asString()).startsWith("PT");
		assertThat(answer.body()).doesNotContain(backups.toString());
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none",
			value = { "none, none", "none, text/plain", "none, application/x-www-form-urlencoded",
					"'{\"action\":\"backup\"}', text/plain", "'{\"action\":\"backup\"}', none",
					"action=backup, application/x-www-form-urlencoded" })
	void noOtherSiteCanMakeABrowserMakeABackup(String body, String mediaType) throws IOException {
		String[] headers = (mediaType != null) ? new String[] { "Content-Type", mediaType } : new String[0];
		long before = count();
		assertThat(this.client.post("kerground", body, headers).status()).isEqualTo(415);
		assertThat(this.client.post("kerground?action=backup", body, headers).status()).isEqualTo(415);
		assertThat(count()).isEqualTo(before);
	}

	private static long count() throws IOException {
		try (Stream<Path> files = Files.list(backups)) {
			return files.count();
		}
	}

	@Test
	void storeAndTasksHaveActionsOfTheirOwn() {
		Answer task = act(pending(), "backup");
		assertThat(task.status()).isEqualTo(400);
		assertThat(task.json().at("/error").asString()).isEqualTo("a task has no action 'backup'");
		Answer store = this.client.post("kerground", "{\"action\":\"delete\"}", "Content-Type", JSON);
		assertThat(store.status()).isEqualTo(400);
		assertThat(store.json().at("/error").asString()).isEqualTo("the store has no action 'delete'");
	}

	@Test
	void formWithAHiddenMethodDeletesNothing() {
		UUID id = pending();
		Answer answer = this.client.post("kerground/task/" + id, "_method=delete", "Content-Type",
				"application/x-www-form-urlencoded");
		assertThat(answer.status()).isEqualTo(405);
		assertThat(this.client.delete("kerground/task/" + id).status()).isEqualTo(405);
		assertThat(this.ker.status(id)).contains(TaskStatus.PENDING);
	}

	@Test
	void valuesAreShownToTheRolesOnly() {
		UUID id = this.ker.send(CounterWorker::repeat, "secret", 2);
		this.ker.await(id, String.class, Duration.ofSeconds(20));
		String path = "kerground/task/" + id;
		assertThat(this.client.get(path).body()).doesNotContain("secret");
		assertThat(this.client.get(path, WebTestApplication.ROLE_HEADER, "guest").body()).doesNotContain("secret");
		Answer shown = this.client.get(path, WebTestApplication.ROLE_HEADER, "support");
		assertThat(shown.json().at("/arguments").asString()).isEqualTo("[\"secret\",2]");
		assertThat(shown.json().at("/response").asString()).isEqualTo("\"secretsecret\"");
	}

	private UUID pending() {
		return this.ker.send(TaskRequest.of("elsewhere.task").external());
	}

	private Answer act(UUID id, String action) {
		return this.client.post("kerground/task/" + id, "{\"action\":\"" + action + "\"}", "Content-Type", JSON);
	}

}

package io.kerground.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.kerground.core.BatchStatus;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.TaskBatchState;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStatus;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several files in one request, and what the service does by itself.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class StorageTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@TempDir
	static Path uploads;

	private ServiceClient client;

	@Autowired
	private KergroundTemplate ker;

	@Autowired
	private KergroundWorkers workers;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("sample.uploads", () -> uploads.toString());
	}

	@BeforeEach
	void connect(@LocalServerPort int port) {
		this.client = new ServiceClient(port);
	}

	private ResponseEntity<Map<String, Object>> post(Map<String, String> files) {
		Map<String, byte[]> contents = new HashMap<>();
		files.forEach((name, text) -> contents.put(name, text.getBytes(StandardCharsets.UTF_8)));
		return this.client.upload("/batches", contents);
	}

	@Test
	void severalFilesAreOneBatchWhoseStateCanBeRead() {
		ResponseEntity<Map<String, Object>> answer = post(Map.of("a.txt", "one two", "b.csv", "name\nAda\n"));
		assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.ACCEPTED);
		assertThat(answer.getBody()).containsEntry("total", 2);
		UUID id = UUID.fromString(String.valueOf(answer.getBody().get("id")));
		assertThat(answer.getHeaders().getLocation()).hasToString("/batches/" + id);
		TaskBatchState state = this.ker.awaitBatch(id, PATIENCE);
		assertThat(state.status()).isEqualTo(BatchStatus.FINISHED);
		Map<String, Object> batch = this.client.get("/batches/" + id).getBody();
		assertThat(batch).containsEntry("status", "FINISHED").containsEntry("finished", 2);
		assertThat(batch.get("jobs")).asInstanceOf(InstanceOfAssertFactories.LIST)
			.hasSize(2)
			.allSatisfy((job) -> assertThat(job.toString()).contains("status=FINISHED", "sha256="));
	}

	@Test
	void aBatchWithABadFileStoresNothing() throws IOException {
		List<UUID> before = ids();
		ResponseEntity<Map<String, Object>> answer = post(Map.of("a.txt", "one two", "empty.txt", ""));
		assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
		assertThat(answer.getBody()).containsEntry("detail", "The file is empty");
		assertThat(ids()).isEqualTo(before);
		assertThat(this.client.get("/batches/" + UUID.randomUUID()).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
	}

	private List<UUID> ids() {
		return this.ker.list(TaskQuery.all().name("files.examine")).tasks().stream().map((task) -> task.id()).toList();
	}

	@Test
	void oldFilesAreRemovedAtNight() throws IOException {
		Path old = Files.createDirectory(uploads.resolve(UUID.randomUUID().toString()));
		Files.writeString(old.resolve("upload"), "text");
		Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
		Path recent = Files.createDirectory(uploads.resolve(UUID.randomUUID().toString()));
		assertThat(String.valueOf(this.client.get("/actuator/kerground/schedule/storage.cleanUp").getBody()))
			.contains("0 30 3 * * *");
		assertThat(this.workers.worker("storage.cleanUp").kind()).isEqualTo("cron");
		assertThat(this.workers.worker("storage.cleanUp").trigger()).isTrue();
		Awaitility.await().atMost(PATIENCE).until(() -> !Files.exists(old));
		assertThat(recent).exists();
	}

	@Test
	void theFolderIsMeasuredWhenItIsAskedFor() throws IOException {
		Path folder = Files.createDirectory(uploads.resolve(UUID.randomUUID().toString()));
		Files.writeString(folder.resolve("upload"), "text");
		assertThat(this.client.post("/storage").getStatusCode()).isEqualTo(HttpStatus.ACCEPTED);
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> !this.ker.list(TaskQuery.all().name("storage.measure").status(TaskStatus.FINISHED))
				.tasks()
				.isEmpty());
		Map<String, Object> use = this.client.get("/storage").getBody();
		assertThat(use.get("files")).asInstanceOf(InstanceOfAssertFactories.INTEGER).isPositive();
		assertThat(use.get("bytes")).asInstanceOf(InstanceOfAssertFactories.INTEGER).isGreaterThanOrEqualTo(4);
	}

}

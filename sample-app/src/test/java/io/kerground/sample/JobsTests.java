package io.kerground.sample;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import javax.imageio.ImageIO;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.Task;
import io.kerground.core.TaskFailedException;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRequest;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The service as its clients see it.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class JobsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@TempDir
	static Path uploads;

	private ServiceClient client;

	@Autowired
	private KergroundTemplate ker;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("sample.uploads", () -> uploads.toString());
	}

	@BeforeEach
	void connect(@LocalServerPort int port) {
		this.client = new ServiceClient(port);
	}

	private ResponseEntity<Map<String, Object>> post(String name, byte[] content) {
		return this.client.upload("/jobs", Map.of(name, content));
	}

	private ResponseEntity<Map<String, Object>> get(String path) {
		return this.client.get(path);
	}

	private UUID accepted(ResponseEntity<Map<String, Object>> answer) {
		assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.ACCEPTED);
		UUID id = UUID.fromString(String.valueOf(answer.getBody().get("id")));
		assertThat(answer.getHeaders().getLocation()).hasToString("/jobs/" + id);
		return id;
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> finished(UUID id) {
		this.ker.await(id, FileReport.class, PATIENCE);
		Map<String, Object> job = get("/jobs/" + id).getBody();
		assertThat(job).containsEntry("status", "FINISHED");
		return (Map<String, Object>) job.get("response");
	}

	@Test
	void aTextIsCounted() {
		byte[] text = "one two two\nthree THREE three\nlast line".getBytes(StandardCharsets.UTF_8);
		Map<String, Object> response = finished(accepted(post("words.txt", text)));
		assertThat(response).containsEntry("name", "words.txt")
			.containsEntry("bytes", text.length)
			.containsEntry("sha256", "bd0e38cdd7ddeb950ce338a98197e646d304b1a84df0c773b3132975e51823a3");
		assertThat(response.get("text")).asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry("lines", 3)
			.containsEntry("words", 8);
		assertThat(response.toString()).contains("terms=[{term=three, count=3}, {term=two, count=2}");
	}

	@Test
	void eachColumnOfACsvFileGetsStatistics() {
		byte[] csv = "name,age\n\"Ada, Countess\",36\nAlan,41\nGrace,\n".getBytes(StandardCharsets.UTF_8);
		Map<String, Object> response = finished(accepted(post("people.csv", csv)));
		assertThat(response.get("columns")).asInstanceOf(InstanceOfAssertFactories.LIST)
			.containsExactly(Map.of("name", "name", "filled", 3, "empty", 0, "longest", 13), Map.of("name", "age",
					"filled", 2, "empty", 1, "longest", 2, "minimum", 36.0, "maximum", 41.0, "mean", 38.5));
	}

	@Test
	void anImageGetsAThumbnail() throws IOException {
		ByteArrayOutputStream image = new ByteArrayOutputStream();
		ImageIO.write(new BufferedImage(1000, 500, BufferedImage.TYPE_INT_RGB), "png", image);
		UUID id = accepted(post("picture.png", image.toByteArray()));
		Map<String, Object> response = finished(id);
		assertThat(response.get("image"))
			.isEqualTo(Map.of("width", 1000, "height", 500, "thumbnailWidth", 256, "thumbnailHeight", 128));
		ResponseEntity<byte[]> thumbnail = this.client.bytes("/jobs/" + id + "/thumbnail");
		assertThat(thumbnail.getHeaders().getContentType()).isEqualTo(MediaType.IMAGE_PNG);
		BufferedImage small = ImageIO.read(new ByteArrayInputStream(thumbnail.getBody()));
		assertThat(small.getWidth()).isEqualTo(256);
		assertThat(small.getHeight()).isEqualTo(128);
	}

	@Test
	void aFlakyFileFailsOnceAndFinishesAtTheSecondAttempt() {
		UUID id = accepted(post("flaky.txt", "text".getBytes(StandardCharsets.UTF_8)));
		finished(id);
		Task task = this.ker.find(id).orElseThrow();
		assertThat(task.attempt()).isEqualTo(2);
		assertThat(task.attempts()).hasSize(1);
	}

	@Test
	void aJobWhoseFileIsGoneFailsWithAClearError() {
		Upload gone = new Upload(uploads.resolve("nowhere").toString(), "report.txt", Upload.Kind.TEXT);
		UUID id = this.ker.send(TaskRequest.of(FileWorker::examine, gone));
		assertThatExceptionOfType(TaskFailedException.class)
			.isThrownBy(() -> this.ker.await(id, FileReport.class, PATIENCE))
			.withMessageContaining("The file report.txt is gone");
		assertThat(get("/jobs/" + id).getBody()).containsEntry("status", "FAILED")
			.containsEntry("attempt", 1)
			.hasEntrySatisfying("error", (error) -> assertThat(error.toString()).contains("is gone"));
	}

	@Test
	void jobsAreListedNewestFirst() {
		UUID first = accepted(post("first.txt", "1".getBytes(StandardCharsets.UTF_8)));
		UUID second = accepted(post("second.txt", "2".getBytes(StandardCharsets.UTF_8)));
		String list = String.valueOf(get("/jobs").getBody().get("jobs"));
		assertThat(list.indexOf(second.toString())).isNotNegative().isLessThan(list.indexOf(first.toString()));
		assertThat(get("/jobs?after=nonsense").getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
	}

	@Test
	void badInputGetsAProblemAndLeavesNoTaskBehind() throws IOException {
		int before = tasks();
		assertProblem(post("empty.txt", new byte[0]), HttpStatus.BAD_REQUEST, "The file is empty");
		assertProblem(post("program.exe", new byte[] { 'M', 'Z', 0, 1 }), HttpStatus.UNSUPPORTED_MEDIA_TYPE,
				"neither text");
		assertProblem(post("large.txt", new byte[52 * 1024 * 1024]), HttpStatus.CONTENT_TOO_LARGE, "");
		MultiValueMap<String, Object> parts = new LinkedMultiValueMap<>();
		parts.add("other", "value");
		assertProblem(this.client.post("/jobs", parts), HttpStatus.BAD_REQUEST, "file");
		assertThat(tasks()).isEqualTo(before);
		try (var folders = Files.list(uploads)) {
			assertThat(folders.map((folder) -> folder.getFileName().toString()).toList())
				.allMatch((name) -> this.ker.find(UUID.fromString(name)).isPresent());
		}
	}

	@Test
	void unknownAndMalformedIdsGetAProblem() {
		assertProblem(get("/jobs/" + UUID.randomUUID()), HttpStatus.NOT_FOUND, "There is no job");
		assertProblem(get("/jobs/not-an-id"), HttpStatus.BAD_REQUEST, "");
		assertProblem(get("/jobs/" + UUID.randomUUID() + "/thumbnail"), HttpStatus.NOT_FOUND, "There is no job");
		UUID text = accepted(post("plain.txt", "text".getBytes(StandardCharsets.UTF_8)));
		finished(text);
		assertProblem(get("/jobs/" + text + "/thumbnail"), HttpStatus.NOT_FOUND, "has no thumbnail");
	}

	@Test
	void theActuatorShowsTheTasks() {
		finished(accepted(post("seen.txt", "text".getBytes(StandardCharsets.UTF_8))));
		assertThat(get("/actuator/kerground").getStatusCode()).isEqualTo(HttpStatus.OK);
		assertThat(String.valueOf(get("/actuator/kerground/finished").getBody())).contains("files.examine");
		assertThat(get("/actuator/health").getBody()).containsEntry("status", "UP");
	}

	private int tasks() {
		return this.ker.list(TaskQuery.all().size(TaskQuery.MAX_SIZE)).tasks().size();
	}

	private static void assertProblem(ResponseEntity<Map<String, Object>> answer, HttpStatus status, String detail) {
		assertThat(answer.getStatusCode()).isEqualTo(status);
		assertThat(answer.getHeaders().get(HttpHeaders.CONTENT_TYPE))
			.isEqualTo(List.of(MediaType.APPLICATION_PROBLEM_JSON_VALUE));
		assertThat(String.valueOf(answer.getBody().get("detail"))).contains(detail);
	}

}

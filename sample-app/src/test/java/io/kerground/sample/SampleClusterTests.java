package io.kerground.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The service on a database server, in several processes.
 */
@Timeout(600)
class SampleClusterTests {

	private static final Duration PATIENCE = Duration.ofMinutes(4);

	private static final ParameterizedTypeReference<Map<String, Object>> JSON = new ParameterizedTypeReference<>() {
	};

	@TempDir
	Path folder;

	@Test
	void aTaskThatIsSentToTheServiceRunsInAnotherProcess() throws IOException {
		int port = freePort();
		RestClient client = RestClient.create("http://localhost:" + port);
		try (SampleCluster cluster = SampleCluster.start(port, this.folder.resolve("uploads"),
				this.folder.resolve("logs"))) {
			// a process that only sends is none of them
			await().atMost(PATIENCE).until(() -> cluster.isAlive() && nodes(client).size() == 2);
			Map<String, Object> job = client.post()
				.uri("/jobs")
				.contentType(MediaType.MULTIPART_FORM_DATA)
				.body(upload("a.txt", "one two three"))
				.retrieve()
				.body(JSON);
			String path = "/jobs/" + job.get("id");
			await().atMost(PATIENCE)
				.until(() -> client.get().uri(path).retrieve().body(JSON).get("status").equals("FINISHED"));
			assertThat(client.get().uri(path).retrieve().body(JSON).get("response").toString()).contains("words=3");
		}
	}

	private static List<?> nodes(RestClient client) {
		try {
			return (List<?>) client.get().uri("/actuator/kerground/nodes").retrieve().body(JSON).get("nodes");
		}
		catch (ResourceAccessException ex) {
			return List.of();
		}
	}

	private static MultiValueMap<String, Object> upload(String name, String text) {
		MultiValueMap<String, Object> parts = new LinkedMultiValueMap<>();
		parts.add("file", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)) {

			@Override
			public String getFilename() {
				return name;
			}

		});
		return parts;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}

package io.kerground.sample;

import java.util.Map;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;

/**
 * A client of the service that takes every answer as it is.
 */
final class ServiceClient {

	private static final ParameterizedTypeReference<Map<String, Object>> JSON = new ParameterizedTypeReference<>() {
	};

	private final RestClient client;

	ServiceClient(int port) {
		this.client = RestClient.builder()
			.baseUrl("http://localhost:" + port)
			.defaultStatusHandler((status) -> true, (request, response) -> {
			})
			.build();
	}

	ResponseEntity<Map<String, Object>> get(String path) {
		return this.client.get().uri(path).retrieve().toEntity(JSON);
	}

	ResponseEntity<byte[]> bytes(String path) {
		return this.client.get().uri(path).retrieve().toEntity(byte[].class);
	}

	ResponseEntity<Void> post(String path) {
		return this.client.post().uri(path).retrieve().toBodilessEntity();
	}

	ResponseEntity<Map<String, Object>> upload(String path, Map<String, byte[]> files) {
		MultiValueMap<String, Object> parts = new LinkedMultiValueMap<>();
		files.forEach((name, content) -> parts.add("file", new NamedFile(name, content)));
		return post(path, parts);
	}

	ResponseEntity<Map<String, Object>> post(String path, MultiValueMap<String, Object> parts) {
		return this.client.post()
			.uri(path)
			.contentType(MediaType.MULTIPART_FORM_DATA)
			.body(parts)
			.retrieve()
			.toEntity(JSON);
	}

	/**
	 * A part with a file name.
	 */
	private static final class NamedFile extends ByteArrayResource {

		private final String name;

		NamedFile(String name, byte[] content) {
			super(content);
			this.name = name;
		}

		@Override
		public String getFilename() {
			return this.name;
		}

		@Override
		public boolean equals(Object other) {
			return super.equals(other) && other instanceof NamedFile file && this.name.equals(file.name);
		}

		@Override
		public int hashCode() {
			return this.name.hashCode();
		}

	}

}

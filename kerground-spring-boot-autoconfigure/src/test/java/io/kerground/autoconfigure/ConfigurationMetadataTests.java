package io.kerground.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an editor shows about the properties.
 */
class ConfigurationMetadataTests {

	private final JsonNode metadata = read("META-INF/spring-configuration-metadata.json");

	@Test
	void everyPropertyHasATypeAndADescriptionInOneSentence() {
		List<JsonNode> properties = properties();
		assertThat(properties).hasSizeGreaterThan(20).allSatisfy((property) -> {
			String name = property.path("name").asString();
			assertThat(property.path("type").asString("")).as(name).isNotEmpty();
			assertThat(property.path("description").asString("")).as(name)
				.matches("[A-Z][^.]*(?:\\.[^ ][^.]*)*\\.")
				.doesNotStartWith("The ")
				.doesNotStartWith("A ");
			if (property.path("type").asString().equals("java.lang.Boolean")) {
				assertThat(property.path("description").asString()).as(name).startsWith("Whether ");
			}
		});
	}

	@Test
	void everyPropertyOfTheDesignIsThere() {
		assertThat(properties()).extracting((property) -> property.path("name").asString())
			.containsExactlyInAnyOrder("kerground.enabled", "kerground.store.type", "kerground.store.path",
					"kerground.store.durability", "kerground.store.timeout", "kerground.store.table-prefix",
					"kerground.store.initialize-schema", "kerground.store.backup-path", "kerground.store.backup-keep",
					"kerground.worker.enabled", "kerground.worker.queues", "kerground.worker.poll-interval",
					"kerground.worker.lease", "kerground.worker.shutdown-timeout", "kerground.pool.size",
					"kerground.pool.reserve-normal", "kerground.pool.reserve-high", "kerground.pool.max-critical",
					"kerground.pool.virtual-threads", "kerground.queues", "kerground.retry.max-attempts",
					"kerground.retry.backoff", "kerground.retry.multiplier", "kerground.retry.max-backoff",
					"kerground.retry.jitter", "kerground.retry.max-crashes", "kerground.retention.finished",
					"kerground.retention.failed", "kerground.retention.cancelled", "kerground.latency.warn",
					"kerground.latency.critical", "kerground.payload.max-size", "kerground.worker.propagate-context",
					"kerground.task-log.enabled", "kerground.task-log.max-lines", "kerground.task-log.max-size",
					"kerground.task-log.level", "kerground.endpoint.show-values", "kerground.endpoint.roles",
					"kerground.endpoint.bulk-limit", "kerground.endpoint.permissions.read",
					"kerground.endpoint.permissions.operate", "kerground.endpoint.permissions.manage",
					"kerground.endpoint.permissions.admin", "kerground.dashboard.enabled",
					"kerground.dashboard.allow-remote-without-security", "kerground.dashboard.allowed-hosts");
	}

	@Test
	void hintsAreForPropertiesThatExist() {
		List<String> names = properties().stream().map((property) -> property.path("name").asString()).toList();
		assertThat(this.metadata.path("hints")).isNotEmpty()
			.allSatisfy((hint) -> assertThat(names).contains(hint.path("name").asString()));
	}

	private List<JsonNode> properties() {
		List<JsonNode> properties = new ArrayList<>();
		for (JsonNode property : this.metadata.path("properties")) {
			if (property.path("name").asString().startsWith("kerground.")) {
				properties.add(property);
			}
		}
		return properties;
	}

	private static JsonNode read(String path) {
		try (InputStream input = new ClassPathResource(path).getInputStream()) {
			return JsonMapper.shared().readTree(input);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

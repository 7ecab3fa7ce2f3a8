package io.kerground.autoconfigure;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the dashboard is, without a path being set anywhere.
 */
class DashboardMountingTests {

	private static final String SAME_PORT = "local.server.port";

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource({ "servlet, local.server.port, /actuator, ''",
			"servlet, local.server.port, /shop/actuator, server.servlet.context-path=/shop",
			"servlet, local.server.port, /api/actuator, spring.mvc.servlet.path=/api",
			"servlet, local.server.port, /shop/api/m, server.servlet.context-path=/shop spring.mvc.servlet.path=/api management.endpoints.web.base-path=/m",
			"servlet, local.server.port, '', management.endpoints.web.base-path=/",
			"servlet, local.management.port, /actuator, management.server.port=0",
			"servlet, local.management.port, /mgmt/act, management.server.port=0 management.server.base-path=/mgmt management.endpoints.web.base-path=/act server.servlet.context-path=/shop",
			"servlet, local.management.port, '', management.server.port=0 management.endpoints.web.base-path=/",
			"reactive, local.server.port, /actuator, ''",
			"reactive, local.server.port, /shop/m, spring.webflux.base-path=/shop management.endpoints.web.base-path=/m",
			"reactive, local.server.port, '', management.endpoints.web.base-path=/",
			"reactive, local.management.port, /actuator, management.server.port=0",
			"reactive, local.management.port, /mgmt, management.server.port=0 management.server.base-path=/mgmt management.endpoints.web.base-path=/" })
	void pagesAndEndpointFindEachOther(String type, String port, String base, String properties) {
		try (ConfigurableApplicationContext context = run(type, properties.split(" "))) {
			DashboardClient client = new DashboardClient(context.getEnvironment(), port, base);
			assertServesPages(client);
			assertTakesWritesOfItsOwnPagesOnly(client, context.getBean(KergroundTemplate.class), "kerground");
		}
	}

	@Test
	void anEndpointWithAnotherPathIsFound() {
		try (ConfigurableApplicationContext context = run("servlet",
				"management.endpoints.web.path-mapping.kerground=tasks")) {
			DashboardClient client = new DashboardClient(context.getEnvironment(), SAME_PORT, "/actuator");
			assertServesPages(client);
			assertTakesWritesOfItsOwnPagesOnly(client, context.getBean(KergroundTemplate.class), "tasks");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void whoeverComesThroughAProxyIsRefusedWithTheNameOfTheProperty(String type) {
		try (ConfigurableApplicationContext context = run(type)) {
			DashboardClient client = new DashboardClient(context.getEnvironment(), SAME_PORT, "/actuator");
			for (String path : List.of("kerground-ui", "kerground-ui/", "kerground-ui/session")) {
				HttpResponse<String> answer = client.get(path, "X-Forwarded-For", "127.0.0.1");
				assertThat(answer.statusCode()).as(path).isEqualTo(403);
				assertThat(answer.body()).contains("kerground.dashboard.allow-remote-without-security");
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "servlet, native", "servlet, framework", "reactive, framework" })
	void nobodyCountsAsLocalWhereAddressesComeFromHeaders(String type, String strategy) {
		try (ConfigurableApplicationContext context = run(type, "server.forward-headers-strategy=" + strategy)) {
			DashboardClient client = new DashboardClient(context.getEnvironment(), SAME_PORT, "/actuator");
			assertThat(client.get("kerground-ui/").statusCode()).isEqualTo(403);
			assertThat(client.get("kerground-ui/", "X-Forwarded-For", "127.0.0.1").statusCode()).isEqualTo(403);
			assertThat(client.get("kerground-ui/", "Forwarded", "for=127.0.0.1").statusCode()).isEqualTo(403);
		}
	}

	@Test
	void remoteCallersCanBeAllowed() {
		try (ConfigurableApplicationContext context = run("servlet",
				"kerground.dashboard.allow-remote-without-security=true")) {
			DashboardClient client = new DashboardClient(context.getEnvironment(), SAME_PORT, "/actuator");
			assertThat(client.get("kerground-ui/", "X-Forwarded-For", "10.0.0.7").statusCode()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "kerground.dashboard.enabled=false", "management.endpoints.web.exposure.include=health",
			"management.endpoint.kerground.access=none", "kerground.enabled=false" })
	void thereIsNoDashboardWithoutItsEndpointOrUnlessEnabled(String property) {
		for (String type : List.of("servlet", "reactive")) {
			try (ConfigurableApplicationContext context = run(type, property)) {
				DashboardClient client = new DashboardClient(context.getEnvironment(), SAME_PORT, "/actuator");
				assertThat(client.get("kerground-ui/").statusCode()).isEqualTo(404);
			}
		}
	}

	@Test
	void theEndpointIsGuardedWithoutTheDashboardToo() {
		try (ConfigurableApplicationContext context = run("servlet", "kerground.dashboard.enabled=false")) {
			assertTakesWritesOfItsOwnPagesOnly(new DashboardClient(context.getEnvironment(), SAME_PORT, "/actuator"),
					context.getBean(KergroundTemplate.class), "kerground");
		}
	}

	@Test
	void pagesOfAnOriginThatTheApplicationAllowsMayWrite() {
		try (ConfigurableApplicationContext context = run("servlet",
				"management.endpoints.web.cors.allowed-origins=https://admin.example",
				"management.endpoints.web.cors.allowed-methods=POST")) {
			DashboardClient client = new DashboardClient(context.getEnvironment(), SAME_PORT, "/actuator");
			UUID id = waiting(context.getBean(KergroundTemplate.class));
			assertThat(client
				.post("kerground/task/" + id, "cancel", "Origin", "https://admin.example", "Sec-Fetch-Site",
						"cross-site")
				.statusCode()).isEqualTo(200);
		}
	}

	private void assertServesPages(DashboardClient client) {
		HttpResponse<String> bare = client.get("kerground-ui");
		assertThat(bare.statusCode()).isEqualTo(302);
		URI page = bare.uri().resolve(bare.headers().firstValue("Location").orElseThrow());
		assertThat(page).isEqualTo(client.resolve("kerground-ui/"));
		HttpResponse<String> index = client.get(page);
		assertThat(index.statusCode()).isEqualTo(200);
		assertThat(index.headers().firstValue("Content-Security-Policy"))
			.hasValueSatisfying((policy) -> assertThat(policy)
				.contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
				.doesNotContain("unsafe"));
		assertThat(index.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
		List<String> links = new ArrayList<>(Pattern.compile("(?:href|src)=\"([^\"]+)\"")
			.matcher(index.body())
			.results()
			.map((match) -> match.group(1))
			.toList());
		assertThat(links).isNotEmpty().allMatch((link) -> link.startsWith("./"));
		links.forEach((link) -> assertThat(client.get(page.resolve(link)).statusCode()).as(link).isEqualTo(200));
		assertThat(client.get("kerground-ui/v/1/nothing.js").statusCode()).isEqualTo(404);
		HttpRequest.Builder put = HttpRequest.newBuilder(page).PUT(HttpRequest.BodyPublishers.noBody());
		assertThat(client.send(put).statusCode()).isEqualTo(405);
		String endpoint = JsonMapper.shared()
			.readTree(client.get(page.resolve("session")).body())
			.at("/endpoint")
			.asString();
		assertThat(client.get(page.resolve(endpoint)).body()).contains("\"tasks\"", "\"nodes\"");
	}

	private void assertTakesWritesOfItsOwnPagesOnly(DashboardClient client, KergroundTemplate ker, String endpoint) {
		UUID id = waiting(ker);
		String path = endpoint + "/task/" + id;
		for (String site : List.of("cross-site", "same-site")) {
			HttpResponse<String> answer = client.post(path, "cancel", "Sec-Fetch-Site", site);
			assertThat(answer.statusCode()).as(site).isEqualTo(403);
			assertThat(answer.body()).isEqualTo("Only pages of this server may change tasks.");
		}
		assertThat(client.post(path, "cancel", "Origin", "https://evil.example").statusCode()).isEqualTo(403);
		assertThat(client.post(path, "cancel", "Origin", "null").statusCode()).isEqualTo(403);
		String evaded = path.replace(endpoint, endpoint + ";x=1").replace("task", "%74ask");
		assertThat(client.post(evaded, "cancel", "Sec-Fetch-Site", "cross-site").statusCode()).isBetween(400, 404);
		assertThat(ker.status(id)).contains(TaskStatus.PENDING);
		assertThat(client.post(path, "cancel", "Sec-Fetch-Site", "same-origin").statusCode()).isEqualTo(200);
		assertThat(client.post(path, "retry").statusCode()).isEqualTo(200);
	}

	private static UUID waiting(KergroundTemplate ker) {
		return ker.send(TaskRequest.of("elsewhere.task").external());
	}

	private ConfigurableApplicationContext run(String type, String... properties) {
		Map<String, Object> all = new HashMap<>(Map.of("spring.main.web-application-type", type, "server.port", "0",
				"kerground.store.path", this.folder.resolve("kerground.db").toString(),
				"management.endpoints.web.exposure.include", "kerground", "management.endpoint.kerground.access",
				"unrestricted", "kerground.dashboard.enabled", "true", "spring.main.banner-mode", "off"));
		// two servers are on this class path, which no application has
		all.put("spring.autoconfigure.exclude",
				"org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration");
		for (String property : properties) {
			int equals = property.indexOf('=');
			if (equals > 0) {
				all.put(property.substring(0, equals), property.substring(equals + 1));
			}
		}
		SpringApplication application = new SpringApplication(PlainApplication.class);
		application.setDefaultProperties(all);
		return application.run();
	}

	@NoSecurity
	@Import(CounterWorker.class)
	static class PlainApplication {

	}

}

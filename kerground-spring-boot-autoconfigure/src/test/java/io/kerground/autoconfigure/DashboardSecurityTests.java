package io.kerground.autoconfigure;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.dashboard.KergroundRequestMatcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard beside Spring Security.
 */
class DashboardSecurityTests {

	private static final String[] LOGIN = { "Authorization",
			"Basic " + Base64.getEncoder().encodeToString("ada:secret".getBytes(StandardCharsets.UTF_8)) };

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource({ "servlet, local.server.port, ''", "servlet, local.management.port, management.server.port=0",
			"reactive, local.server.port, ''" })
	void byDefaultNobodySeesItWithoutALogin(String type, String port, String property) {
		try (ConfigurableApplicationContext context = run(DefaultApplication.class, type, property)) {
			DashboardClient client = new DashboardClient(context.getEnvironment(), port, "/actuator");
			for (String path : List.of("kerground-ui", "kerground-ui/", "kerground-ui/session", "kerground")) {
				assertThat(client.get(path).statusCode()).as(path).isEqualTo(401);
			}
			assertThat(client.get("kerground-ui/", LOGIN).statusCode()).isEqualTo(200);
			assertThat(client.get("kerground", LOGIN).statusCode()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void whoIsLoggedInMayComeThroughAProxy(String type) {
		try (ConfigurableApplicationContext context = run(DefaultApplication.class, type, "")) {
			DashboardClient client = new DashboardClient(context.getEnvironment(), "local.server.port", "/actuator");
			assertThat(client.get("kerground-ui/", LOGIN[0], LOGIN[1], "X-Forwarded-For", "10.0.0.7").statusCode())
				.isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void aWriteNeedsTheTokenThatTheSessionTells(String type) throws Exception {
		try (ConfigurableApplicationContext context = run(DefaultApplication.class, type, "")) {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			UUID id = ker.send(TaskRequest.of("elsewhere.task").external());
			HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
			URI base = URI
				.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port") + "/actuator/");
			HttpResponse<String> answer = browser.send(
					HttpRequest.newBuilder(base.resolve("kerground-ui/session")).headers(LOGIN).build(),
					HttpResponse.BodyHandlers.ofString());
			JsonNode session = JsonMapper.shared().readTree(answer.body());
			assertThat(session.at("/user").asString()).isEqualTo("ada");
			assertThat(cancel(browser, base, id)).isIn(401, 403);
			assertThat(ker.status(id)).contains(TaskStatus.PENDING);
			assertThat(cancel(browser, base, id, session.at("/csrfHeader").asString(),
					session.at("/csrfToken").asString()))
				.isEqualTo(200);
			assertThat(ker.status(id)).contains(TaskStatus.CANCELLED);
		}
	}

	private static int cancel(HttpClient browser, URI base, UUID id, String... headers) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("kerground/task/" + id))
			.headers(LOGIN)
			.header("Content-Type", "application/json")
			.header("Sec-Fetch-Site", "same-origin")
			.POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"cancel\"}"));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return browser.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
	}

	@Test
	void aRuleForAllEndpointsHoldsForTheDashboard() {
		try (ConfigurableApplicationContext context = run(EndpointRuleApplication.class, "servlet", "")) {
			DashboardClient client = new DashboardClient(context.getEnvironment(), "local.server.port", "/actuator");
			for (String path : List.of("kerground-ui", "kerground-ui/", "kerground-ui/session",
					"kerground-ui/v/1/app.js", "kerground")) {
				assertThat(client.get(path).statusCode()).as(path).isEqualTo(401);
				assertThat(client.get(path, LOGIN).statusCode()).as(path).isLessThan(400);
			}
			assertThat(client.get("/").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void anAnonymousUserOfAnotherMachineIsRefusedThoughTheChainPermitsAll() {
		try (ConfigurableApplicationContext context = run(OpenApplication.class, "servlet", "")) {
			DashboardClient client = new DashboardClient(context.getEnvironment(), "local.server.port", "/actuator");
			assertThat(client.get("kerground-ui/").statusCode()).isEqualTo(200);
			assertThat(client.get("kerground-ui/", "X-Forwarded-For", "10.0.0.7").statusCode()).isEqualTo(403);
		}
	}

	@ParameterizedTest
	@CsvSource({ "'', local.server.port, /actuator", "spring.mvc.servlet.path=/app, local.server.port, /app/actuator",
			"server.servlet.context-path=/shop, local.server.port, /shop/actuator",
			"management.endpoints.web.base-path=/, local.server.port, ''",
			"management.server.port=0, local.management.port, /actuator" })
	void requestsAreMatchedWhereverTheyLieAndHoweverTheyAreWritten(String property, String port, String base)
			throws Exception {
		try (ConfigurableApplicationContext context = run(MatcherApplication.class, "servlet", property)) {
			String root = "http://localhost:" + context.getEnvironment().getProperty(port) + base;
			assertThat(status("GET", root + "/kerground")).isEqualTo(200);
			assertThat(status("GET", root + "/kerground/pending")).isEqualTo(200);
			assertThat(status("GET", root + "/kerground-ui/")).isIn(401, 403);
			for (String path : List.of("/kerground", "/kerground/pool/default", "/%6berground/pool/default",
					"/kerground;x=1/pool/default", "/kerground/pool/default/")) {
				assertThat(status("POST", root + path)).as(path).isNotEqualTo(200);
			}
			assertThat(status("POST", root + "/kerground/pool/default")).isIn(401, 403);
			assertThat(status("POST", root + "/%6berground/pool/default")).isIn(400, 401, 403);
		}
	}

	private static int status(String method, String address) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(address))
			.header("Content-Type", "application/json")
			.method(method,
					method.equals("GET") ? HttpRequest.BodyPublishers.noBody()
							: HttpRequest.BodyPublishers.ofString("{\"action\":\"resize\",\"size\":3}"))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
	}

	private ConfigurableApplicationContext run(Class<?> source, String type, String property) {
		List<String> arguments = new ArrayList<>(List.of("--spring.main.web-application-type=" + type,
				"--server.port=0", "--kerground.store.path=" + this.folder.resolve("kerground.db"),
				"--management.endpoints.web.exposure.include=kerground",
				"--management.endpoint.kerground.access=unrestricted", "--kerground.dashboard.enabled=true",
				"--spring.security.user.name=ada", "--spring.security.user.password=secret",
				"--spring.main.banner-mode=off"));
		if (!property.isEmpty()) {
			arguments.add("--" + property);
		}
		return new SpringApplication(source).run(arguments.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(CounterWorker.class)
	static class DefaultApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(CounterWorker.class)
	static class EndpointRuleApplication {

		@Bean
		SecurityFilterChain endpoints(HttpSecurity http) {
			return http.securityMatcher(EndpointRequest.toAnyEndpoint())
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(CounterWorker.class)
	static class OpenApplication {

		@Bean
		SecurityFilterChain open(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(CounterWorker.class)
	static class MatcherApplication {

		@Bean
		SecurityFilterChain matched(HttpSecurity http) {
			return http.securityMatcher(KergroundRequestMatcher.any())
				.authorizeHttpRequests((requests) -> requests.requestMatchers(KergroundRequestMatcher.writes())
					.denyAll()
					.requestMatchers(KergroundRequestMatcher.dashboard())
					.authenticated()
					.anyRequest()
					.permitAll())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

	}

}

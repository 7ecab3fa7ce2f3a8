package io.kerground.dashboard;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRequest;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application whose tasks end in all ways, for a look at the dashboard and for the
 * tests in {@code src/test/dashboard}.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration" })
@Import({ DemoWorker.class, DemoClock.class, DemoApplication.Sender.class })
public class DemoApplication {

	/**
	 * Starts the application.
	 * @param args the command line arguments
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(DemoApplication.class);
		application.setDefaultProperties(Map.of("spring.application.name", "demo", "server.port", "8095",
				"management.endpoints.web.exposure.include", "kerground", "management.endpoint.kerground.access",
				"unrestricted", "kerground.dashboard.enabled", "true", "kerground.endpoint.show-values", "always",
				"kerground.retry.backoff", "100ms", "kerground.retry.max-attempts", "2", "kerground.task-log.enabled",
				"true"));
		application.run(args);
	}

	/**
	 * Sends what a test wants to see.
	 */
	@RestController
	static class Sender {

		private final KergroundTemplate ker;

		Sender(KergroundTemplate ker) {
			this.ker = ker;
		}

		@PostMapping("/send/{task}")
		UUID send(@PathVariable String task, @RequestParam(defaultValue = "ada@example.org") String value,
				@RequestParam(defaultValue = "1") int times, @RequestParam(defaultValue = "0") int delay,
				@RequestParam(required = false) String key) {
			TaskRequest request = TaskRequest.of(task, value).delay(Duration.ofSeconds(delay));
			UUID id = new UUID(0, 0);
			for (int i = 0; i < times; i++) {
				id = this.ker.send((key != null) ? request.key(key) : request);
			}
			return id;
		}

		@PostMapping("/external")
		UUID external(@RequestParam String name, @RequestParam String queue) {
			return this.ker.send(TaskRequest.of(name, "value").external().queue(queue));
		}

	}

}

package io.kerground.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;

import io.kerground.core.BackgroundTasks;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.Task;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BackgroundTasks} in a real web application.
 */
@Timeout(120)
class BackgroundTasksWebTests {

	@TempDir
	Path folder;

	@Test
	@DisplayName("T-B1, T-B2, B9: a task is stored at once and starts when the response has been completed")
	void aTaskIsStoredAtOnceAndStartsWhenTheResponseHasBeenCompleted() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			for (String path : new String[] { "/now", "/later", "/fails" }) {
				HttpResponse<String> response = get(context, path);
				String[] answer = context.getBean(Notes.class).answer.split(" ");
				assertThat(response.statusCode()).isEqualTo(path.equals("/fails") ? 500 : 200);
				assertThat(answer[1]).isEqualTo(TaskStatus.PENDING.name());
				assertThat(Instant.parse(answer[2])).isBetween(Instant.parse(answer[3]).plusSeconds(30),
						Instant.parse(answer[3]).plusSeconds(61));
				assertThat(ker.await(UUID.fromString(answer[0]), Integer.class, Duration.ofSeconds(40))).isEqualTo(42);
			}
		}
	}

	@Test
	@DisplayName("B9: a task is stored with the commit of its transaction, and dropped with its rollback")
	void aTaskIsStoredWithTheCommitOfItsTransactionAndDroppedWithItsRollback() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			assertThat(get(context, "/commits").statusCode()).isEqualTo(200);
			String[] answer = context.getBean(Notes.class).answer.split(" ");
			assertThat(answer[1]).isEqualTo(TaskStatus.PENDING.name());
			assertThat(ker.await(UUID.fromString(answer[0]), Integer.class, Duration.ofSeconds(40))).isEqualTo(42);
			assertThat(get(context, "/rolls-back").statusCode()).isEqualTo(200);
			assertThat(ker.find(UUID.fromString(context.getBean(Notes.class).answer))).isEmpty();
		}
	}

	private ConfigurableApplicationContext start() {
		SpringApplication application = new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "kerground.store.path=" + this.folder.resolve("kerground.db"),
					"spring.datasource.url=jdbc:h2:mem:background", "spring.main.banner-mode=off")
			.build();
		return application.run();
	}

	private static HttpResponse<String> get(ConfigurableApplicationContext context, String path) throws Exception {
		String port = context.getEnvironment().getProperty("local.server.port");
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					HttpResponse.BodyHandlers.ofString());
	}

	@NoSecurity
	@Import({ CounterWorker.class, Controller.class, Notes.class })
	static class Application {

	}

	static class Notes {

		volatile String answer = "";

	}

	@RestController
	static class Controller {

		private final KergroundTemplate ker;

		private final Notes notes;

		private final TransactionTemplate transactions;

		Controller(KergroundTemplate ker, Notes notes, PlatformTransactionManager transactionManager) {
			this.ker = ker;
			this.notes = notes;
			this.transactions = new TransactionTemplate(transactionManager);
		}

		@GetMapping("/commits")
		String commits(BackgroundTasks background) {
			UUID added = this.transactions.execute((status) -> {
				UUID id = background.add("counter.next", 41);
				assertThat(this.ker.find(id)).isEmpty();
				return id;
			});
			return note(added);
		}

		@GetMapping("/rolls-back")
		String rollsBack(BackgroundTasks background) {
			this.notes.answer = String.valueOf(this.transactions.<UUID>execute((status) -> {
				status.setRollbackOnly();
				return background.add("counter.next", 41);
			}));
			return "ok";
		}

		@GetMapping("/now")
		String now(BackgroundTasks background) {
			return note(background.add("counter.next", 41));
		}

		@GetMapping("/later")
		Callable<String> later(BackgroundTasks background) {
			return () -> note(background.add(TaskRequest.of(CounterWorker::next, 41)));
		}

		@GetMapping("/fails")
		String fails(BackgroundTasks background) {
			throw new IllegalStateException(note(background.add("counter.next", 41)));
		}

		private String note(UUID id) {
			Task task = this.ker.find(id).orElseThrow();
			this.notes.answer = id + " " + task.status() + " " + task.runAt() + " " + task.createdAt();
			return "ok";
		}

	}

}

package io.kerground.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.autoconfigure.KergroundAutoConfiguration;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.jdbc.PostgresqlServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command line beside a living application, and without one.
 */
class KergroundTests {

	@TempDir
	Path folder;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private ConfigurableApplicationContext application;

	private KergroundTemplate ker;

	private UUID finished;

	private UUID failed;

	@BeforeEach
	void start() {
		this.application = application();
		this.ker = this.application.getBean(KergroundTemplate.class);
		this.finished = this.ker.send("mails.welcome", "ada");
		this.failed = this.ker.send("mails.bounce", "secret\u001b[31m");
		this.ker.await(this.finished, String.class, Duration.ofSeconds(40));
		Awaitility.await()
			.atMost(Duration.ofSeconds(40))
			.until(() -> this.ker.status(this.failed).orElseThrow() == TaskStatus.FAILED);
	}

	private ConfigurableApplicationContext application() {
		return new SpringApplicationBuilder(Application.class)
			.properties("kerground.store.path=" + database(), "spring.main.web-application-type=none",
					"spring.main.banner-mode=off", "spring.application.name=shop")
			.run();
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void tasksAreListedForPeopleAndForPrograms() {
		assertThat(run("ls")).isZero();
		assertThat(printed().lines()).hasSize(3)
			.anyMatch(
					(line) -> line.startsWith(this.failed.toString()) && line.matches(".* mails\\.bounce +failed .*"));
		assertThat(run("ls", "--json", "--status", "FAILED", "--task", "mails.bounce", "--queue", "default")).isZero();
		assertThat(json().at("/tasks").size()).isEqualTo(1);
		assertThat(json().at("/tasks/0/id").asString()).isEqualTo(this.failed.toString());
		assertThat(json().at("/next").isNull()).isTrue();
		assertThat(run("ls", "--limit", "1", "--json")).isZero();
		String next = json().at("/next").asString();
		assertThat(run("ls", "--limit", "1", "--json", "--after", next)).isZero();
		assertThat(json().at("/tasks/0/id").asString()).isEqualTo(this.finished.toString());
	}

	@Test
	void tasksAreListedByTheKeyTheyWereSentWith() {
		UUID id = this.ker.send(TaskRequest.of("mails.welcome", "grace").key("order-4711"));
		assertThat(run("ls", "--json", "--key", "order-4711")).isZero();
		assertThat(json().at("/tasks").size()).isEqualTo(1);
		assertThat(json().at("/tasks/0/id").asString()).isEqualTo(id.toString());
		assertThat(run("ls", "--json", "--key", "order-4711", "--task", "mails.bounce")).isZero();
		assertThat(json().at("/tasks").size()).isZero();
	}

	@Test
	void aTaskIsShownWithItsValuesOnlyWhenAskedFor() {
		assertThat(run("show", this.failed.toString())).isZero();
		assertThat(printed()).contains("java.lang.IllegalStateException").doesNotContain("secret", "wrong on purpose");
		assertThat(run("show", this.failed.toString(), "--values")).isZero();
		assertThat(printed()).contains("[\"secret", "wrong on purpose");
		assertThat(printed().lines()).anyMatch((line) -> line.strip().matches("at .*KergroundTests\\.java:\\d+\\)"));
	}

	@Test
	void whatIsStoredCanNotControlTheTerminal() {
		assertThat(run("show", this.failed.toString(), "--values")).isZero();
		assertThat(printed()).contains("wrong on purpose: secret").doesNotContain("\u001b");
	}

	@Test
	void countsAreTold() {
		assertThat(run("stats", "--json")).isZero();
		assertThat(json().at("/counts/0/task").asString()).isEqualTo("mails.bounce");
		assertThat(json().at("/counts/0/failed").asLong()).isEqualTo(1);
	}

	@Test
	void aWaitingTaskIsExplained() {
		UUID later = this.ker.send(TaskRequest.of("mails.welcome", "later").delay(Duration.ofHours(1)));
		assertThat(run("explain", later.toString(), "--json")).isZero();
		assertThat(json().at("/cause").asString()).isEqualTo("scheduled");
		this.application.close();
		assertThat(run("explain", later.toString())).isZero();
		assertThat(printed()).contains("unknown_name", "No process that works on this store lives.");
	}

	@Test
	void nothingIsChangedUnlessTold() {
		assertThat(run("retry", this.failed.toString())).isEqualTo(2);
		assertThat(errors()).contains("--write");
		assertThat(this.ker.find(this.failed).orElseThrow().attempts()).hasSize(1);
		assertThat(run("retry", this.failed.toString(), "--write")).isZero();
		Awaitility.await()
			.atMost(Duration.ofSeconds(40))
			.until(() -> this.ker.find(this.failed).orElseThrow().attempts().size() == 2);
	}

	@Test
	void whatCanNotBeChangedIsToldByTheExitCode() {
		UUID later = this.ker.send(TaskRequest.of("mails.welcome", "later").delay(Duration.ofHours(1)));
		assertThat(run("cancel", later.toString(), this.finished.toString(), "--write", "--json")).isEqualTo(1);
		assertThat(json().at("/cancelled/0/status").asString()).isEqualTo("cancelled");
		assertThat(json().at("/cancelled/1/changed").asBoolean()).isFalse();
		assertThat(run("show", UUID.randomUUID().toString())).isEqualTo(1);
		assertThat(errors()).contains("There is no task");
	}

	@Test
	void theDoctorTellsWhatNeedsAttention() {
		assertThat(run("doctor")).isEqualTo(1);
		assertThat(printed()).contains("1 tasks failed");
		this.ker.delete(this.failed);
		assertThat(run("doctor", "--json")).isZero();
		assertThat(json().at("/attention").size()).isZero();
		assertThat(json().at("/nodes").asInt()).isEqualTo(1);
	}

	@Test
	void aBackupIsMadeBesideALivingApplication() throws IOException {
		Path backups = this.folder.resolve("backups");
		assertThat(run("backup", "--to", backups.toString(), "--json")).isZero();
		Path copy = Path.of(json().at("/file").asString());
		assertThat(copy).hasParent(backups).isRegularFile();
		assertThat(new Kerground(new PrintStream(this.out), new PrintStream(this.err)).run("show",
				this.finished.toString(), "--db", copy.toString()))
			.isZero();
	}

	@Test
	void everythingIsMovedIntoADatabaseAndBack() throws IOException {
		UUID later = this.ker.send(TaskRequest.of("mails.welcome", "later").delay(Duration.ofHours(1)));
		this.application.close();
		String url = PostgresqlServer.newSchema();
		Path password = Files.writeString(this.folder.resolve("password"), "postgres\n");
		assertThat(run("move", "--to", url, "--user", "postgres", "--password-file", password.toString())).isEqualTo(2);
		assertThat(run("move", "--to", url, "--user", "postgres", "--password-file", password.toString(), "--write",
				"--json"))
			.isZero();
		assertThat(json().at("/complete").asBoolean()).isTrue();
		assertThat(json().at("/moved/3/equal").asInt()).isEqualTo(3);
		assertThat(errors()).contains("Moved 3 tasks.");
		assertThat(run("ls")).isZero();
		assertThat(printed()).doesNotContain(later.toString());
		Path back = this.folder.resolve("back.db");
		Kerground kerground = new Kerground(new PrintStream(this.out), new PrintStream(this.err));
		assertThat(kerground.run("move", "--db", url, "--to", back.toString(), "--user", "postgres", "--write"))
			.isZero();
		this.out.reset();
		assertThat(kerground.run("show", later.toString(), "--db", back.toString(), "--values")).isZero();
		assertThat(printed()).contains("[\"later\"]");
	}

	@Test
	void aMoveThatIsNotOverTellsSoByItsExitCode() {
		UUID taken = this.ker.send(TaskRequest.of("mails.welcome", "later").delay(Duration.ofHours(1)));
		this.application.close();
		String url = PostgresqlServer.newSchema();
		assertThat(run("move", "--to", url, "--write")).isZero();
		this.application = application();
		this.application.getBean(KergroundTemplate.class)
			.send(TaskRequest.of("mails.bounce", "x").id(taken).delay(Duration.ofHours(1)));
		this.application.close();
		assertThat(run("move", "--to", url, "--write")).isEqualTo(1);
		assertThat(errors()).contains(taken + " is taken");
	}

	@ParameterizedTest
	@ValueSource(strings = { "move --write", "move --to x --write", "move --to jdbc:postgresql://h/d",
			"move --to jdbc:x --write --wait 5", "stats --follow 5s", "burn", "show", "show x", "ls 1", "--burn ls",
			"ls --status", "ls --status burnt", "ls --limit 0", "ls --limit x", "ls --after x", "backup",
			"stats --to x", "show 1-1-1-1-1" })
	void whatIsNotUnderstoodIsRefusedWithItsOwnExitCode(String command) {
		assertThat(run(command.split(" "))).isEqualTo(2);
		assertThat(errors()).contains("--help").doesNotContain("Exception");
	}

	@Test
	void aMissingOrForeignFileIsLeftAlone() throws Exception {
		Path missing = this.folder.resolve("missing.db");
		assertThat(new Kerground(new PrintStream(this.out), new PrintStream(this.err)).run("ls", "--db",
				missing.toString()))
			.isEqualTo(3);
		Path empty = Files.createFile(this.folder.resolve("empty.db"));
		Path foreign = this.folder.resolve("foreign.db");
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + foreign);
				Statement statement = connection.createStatement()) {
			statement.execute("create table orders (id integer)");
		}
		byte[] before = Files.readAllBytes(foreign);
		for (Path file : List.of(empty, foreign)) {
			assertThat(new Kerground(new PrintStream(this.out), new PrintStream(this.err)).run("ls", "--db",
					file.toString()))
				.isEqualTo(3);
		}
		try (Stream<Path> files = Files.list(this.folder)) {
			assertThat(files.map(Path::getFileName).map(Path::toString).toList()).doesNotContain("missing.db");
		}
		assertThat(empty).isEmptyFile();
		assertThat(foreign).hasBinaryContent(before);
	}

	@Test
	void helpNamesEveryCommand() {
		assertThat(run("--help")).isZero();
		assertThat(printed())
			.contains(List.of("ls", "show", "explain", "stats", "doctor", "backup", "retry", "cancel", "move"));
	}

	private Path database() {
		return this.folder.resolve("kerground.db");
	}

	private int run(String... command) {
		this.out.reset();
		this.err.reset();
		String[] args = Stream.concat(Stream.of("--db", database().toString()), Stream.of(command))
			.toArray(String[]::new);
		return new Kerground(new PrintStream(this.out, false, StandardCharsets.UTF_8),
				new PrintStream(this.err, false, StandardCharsets.UTF_8))
			.run(args);
	}

	private String printed() {
		return this.out.toString(StandardCharsets.UTF_8);
	}

	private String errors() {
		return this.err.toString(StandardCharsets.UTF_8);
	}

	private JsonNode json() {
		return JsonMapper.shared().readTree(printed());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(KergroundAutoConfiguration.class)
	@Import(Mails.class)
	static class Application {

	}

	@KerWorker("mails")
	static class Mails {

		public String welcome(String address) {
			return address;
		}

		@KerTask(maxAttempts = 1)
		public void bounce(String address) {
			throw new IllegalStateException("wrong on purpose: " + address);
		}

	}

}

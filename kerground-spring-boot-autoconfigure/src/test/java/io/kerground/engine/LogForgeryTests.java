package io.kerground.engine;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import io.kerground.CapturedLog;
import io.kerground.core.KergroundException;
import io.kerground.core.NewTask;
import io.kerground.core.TaskNames;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * No text of a user's or of the file's makes a log line that looks like another.
 */
@Timeout(120)
class LogForgeryTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String FORGED = "x\r\n2026-11-21 INFO forged\u001b[2J\u2028\u202e\u0085\u0000y";

	private static final Pattern FORGING = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069]");

	@TempDir
	Path folder;

	private EngineFixture.Builder engine() {
		return EngineFixture.on(this.folder.resolve("tasks.db"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\r\nb", "a\nb", "a\u001b[31mb", "a\u0000b", "a\u0085b", "a\u2028b", "a\u2029b",
			"a\u202eb", "a\u2066b", "a\ufeffb", "a\ud800b", "a\u007fb", "a\u009bb" })
	void aPrintableTextHasNoSignThatMakesALineOrTurnsOne(String text) {
		assertThat(TaskNames.printable(text)).doesNotMatch("(?s).*" + FORGING.pattern() + ".*")
			.startsWith("a?")
			.endsWith("b");
		assertThat(TaskNames.printable("größe \ud83d\ude00 名前")).isEqualTo("größe \ud83d\ude00 名前");
		assertThat(new TaskReference(new UUID(1, 2), text, "q", TaskPriority.HIGH, 3).toString()).startsWith("a?")
			.doesNotContainPattern(FORGING);
	}

	@Test
	void textsOfUsersAreOneLineEachInTheLog() throws Exception {
		try (CapturedLog log = CapturedLog.at("DEBUG")) {
			try (EngineFixture fixture = engine().task("test.bad", (arguments) -> {
				throw new IllegalStateException(FORGED);
			}).start()) {
				UUID id = fixture.ker
					.send(TaskRequest.of("test.bad", FORGED).queue("queue").key(FORGED).maxAttempts(2));
				await().atMost(PATIENCE).until(() -> fixture.ker.status(id).orElseThrow() == TaskStatus.FAILED);
				fixture.ker.send(TaskRequest.of("test.bad", "other" + FORGED).key(FORGED));
				assertThat(fixture.ker.find(id).orElseThrow().error()).isNotNull();
			}
			assertThat(log.messages()).hasSizeGreaterThan(3).allSatisfy(LogForgeryTests::isOneLine);
		}
	}

	@Test
	void textsThatWereEditedInTheFileAreOneLineEachInTheLog() throws Exception {
		try (EngineFixture before = engine().task("test.work", (arguments) -> "x").build()) {
			before.ker.send("test.work", "x");
			before.repository.send(List.of(new NewTask(UUID.randomUUID(), false, "test.known", "forged",
					TaskPriority.NORMAL, 1, 0, 1, new byte[] { '[', ']' }, null)));
		}
		edit("update kerground_name set name = ? where name = 'test.work'");
		edit("update kerground_queue set name = ? where name = 'forged'");
		edit("insert into kerground_node (id, application, host, pid, process_started_at, boot_id, pid_namespace, names,"
				+ " started_at, beat) values (zeroblob(16), ?, 'host', 1, 1, 'boot', 'pid', '', 1, 1)");
		try (CapturedLog log = CapturedLog.at("DEBUG")) {
			try (EngineFixture after = engine().task("test.known", (arguments) -> "x").start()) {
				new UnknownTaskWarning(after.repository, after.registry).runOnce();
				await().atMost(PATIENCE).until(() -> after.ker.stats().count(TaskStatus.FAILED) == 1);
			}
			assertThat(log.messages()).allSatisfy(LogForgeryTests::isOneLine)
				.anySatisfy((message) -> assertThat(message).contains("no worker knows this name"))
				.anySatisfy((message) -> assertThat(message).contains("Another application"))
				.anySatisfy((message) -> assertThat(message).contains("failed: its arguments can't be read"));
		}
	}

	private void edit(String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.folder.resolve("tasks.db"));
				PreparedStatement update = connection.prepareStatement(sql)) {
			update.setString(1, FORGED);
			assertThat(update.executeUpdate()).isEqualTo(1);
		}
	}

	@Test
	void namesThatAreRefusedAreOneLineInTheText() {
		try (EngineFixture fixture = engine().task("test.work", (arguments) -> "x").build()) {
			Set.of(TaskRequest.of(FORGED, "x"), TaskRequest.of(FORGED, "x").external())
				.forEach((request) -> assertThatThrownBy(() -> fixture.ker.send(request))
					.isInstanceOfAny(KergroundException.class, IllegalArgumentException.class)
					.satisfies((ex) -> isOneLine(ex.getMessage())));
			assertThatThrownBy(() -> TaskRequest.of("test.work", "x").queue(FORGED))
				.satisfies((ex) -> isOneLine(ex.getMessage()));
		}
	}

	private static void isOneLine(String message) {
		assertThat(message).doesNotContainPattern(FORGING);
	}

}

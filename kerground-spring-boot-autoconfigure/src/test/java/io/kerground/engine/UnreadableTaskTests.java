package io.kerground.engine;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import io.kerground.core.NewTask;
import io.kerground.core.PayloadException;
import io.kerground.core.RetryPolicy;
import io.kerground.core.Task;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskNames;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A stored task that can't be run by this release fails or waits alone, keeps its data,
 * and runs after a release that can.
 */
@Timeout(180)
class UnreadableTaskTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	Path folder;

	private EngineFixture.Builder engine() {
		return EngineFixture.on(this.folder.resolve("tasks.db")).withoutListener();
	}

	static Stream<byte[]> unreadable() {
		return Stream
			.of("", "[", "[{\"id\":1,\"color\":\"RED\"}", "\u0000\u0001\u0002", "{}", "null", "[]", "[1,2]",
					"[\"RED\"]", "[{\"id\":1,\"color\":\"GREEN\"}]", "[{\"id\":\"x\",\"color\":\"RED\"}]", "[[[[[[")
			.map((text) -> text.getBytes(StandardCharsets.UTF_8));
	}

	@ParameterizedTest
	@MethodSource("unreadable")
	void whatCannotBeReadFailsAtOnceWithItsReasonAndKeepsItsData(byte[] payload) {
		try (EngineFixture fixture = engine().task(task("test.order", Order.class, (arguments) -> "ran")).start()) {
			UUID id = store(fixture, "test.order", payload);
			await().atMost(PATIENCE).until(() -> fixture.ker.status(id).orElseThrow() == TaskStatus.FAILED);
			Task task = fixture.ker.find(id).orElseThrow();
			assertThat(task.attempt()).isEqualTo(1);
			assertThat(task.arguments()).isEqualTo(new String(payload, StandardCharsets.UTF_8));
			assertThat(task.error()).isNotNull().satisfies((error) -> {
				assertThat(error.type()).isEqualTo(PayloadException.class.getName());
				assertThat(error.message()).isNotBlank();
			});
			UUID good = fixture.ker.send("test.order", new Order(1, Color.RED));
			assertThat(fixture.await(good)).isEqualTo("ran");
		}
	}

	@Test
	void theReasonSaysWhichArgumentAndWhichProperty() {
		try (EngineFixture fixture = engine().task(task("test.order", Order.class, (arguments) -> "ran")).start()) {
			UUID id = store(fixture, "test.order", "[{\"id\":1,\"color\":\"GREEN\"}]".getBytes(StandardCharsets.UTF_8));
			await().atMost(PATIENCE).until(() -> fixture.ker.status(id).orElseThrow() == TaskStatus.FAILED);
			assertThat(fixture.ker.find(id).orElseThrow().error()).isNotNull()
				.satisfies((error) -> assertThat(error.message())
					.contains("Argument 0 can't be read at color: it does not fit " + Color.class.getTypeName()));
		}
	}

	@Test
	void aThousandOfThemInFrontDoNotKeepOthersFromRunning() {
		WorkerTask worker = task("test.order", Order.class, (arguments) -> "ran");
		try (EngineFixture fixture = engine().poolSize(2).task(worker).build()) {
			List<byte[]> payloads = unreadable().toList();
			List<NewTask> bad = new ArrayList<>();
			for (int i = 0; i < 500; i++) {
				bad.add(newTask(UUID.randomUUID(), "test.order", payloads.get(i % payloads.size())));
				bad.add(newTask(UUID.randomUUID(), "gone.order", payloads.get(i % payloads.size())));
			}
			fixture.repository.send(bad);
			List<UUID> good = fixture.ker.sendAll(IntStream.range(0, 100)
				.mapToObj((i) -> TaskRequest.of("test.order", new Order(i, Color.RED)))
				.toList());
			fixture.engine.start();
			good.forEach((id) -> assertThat(fixture.ker.await(id, String.class, PATIENCE)).isEqualTo("ran"));
			await().atMost(PATIENCE).until(() -> fixture.ker.stats().count(TaskStatus.FAILED) == 500);
			assertThat(fixture.ker.stats().count(TaskStatus.PENDING)).isEqualTo(500);
			assertThat(fixture.ker.stats().count(TaskStatus.FINISHED)).isEqualTo(100);
			assertThat(fixture.pool.active()).isZero();
		}
	}

	@Test
	void unknownTasksInFrontDoNotSlowTheOthersDown() {
		WorkerTask worker = task("test.order", Order.class, (arguments) -> "ran");
		try (EngineFixture fixture = engine().task(worker).build()) {
			List<NewTask> unknown = IntStream.range(0, 1_000)
				.mapToObj((i) -> newTask(UUID.randomUUID(), "gone.order" + i % 7, new byte[] { '[', ']' }))
				.toList();
			fixture.repository.send(unknown);
			fixture.engine.start();
			List<UUID> good = fixture.ker.sendAll(IntStream.range(0, 1_000)
				.mapToObj((i) -> TaskRequest.of("test.order", new Order(i, Color.RED)))
				.toList());
			assertThat(good).hasSize(1_000);
			await().atMost(PATIENCE).until(() -> fixture.ker.stats().count(TaskStatus.FINISHED) == 1_000);
			assertThat(fixture.ker.stats().count(TaskStatus.PENDING)).isEqualTo(1_000);
			assertThat(fixture.ker.stats().byTask().get("gone.order3")).containsOnlyKeys(TaskStatus.PENDING);
		}
	}

	@Test
	void anUnknownTaskRunsByItselfAfterAReleaseThatBringsItsWorker() {
		UUID id;
		try (EngineFixture before = engine().task(task("test.order", Order.class, (arguments) -> "ran")).start()) {
			id = before.ker.send(TaskRequest.of("late.order", new Order(7, Color.BLUE)).external());
			assertThat(before.await(before.ker.send("test.order", new Order(1, Color.RED)))).isEqualTo("ran");
			assertThat(before.ker.status(id)).contains(TaskStatus.PENDING);
		}
		try (EngineFixture after = engine().task(task("late.order", Order.class, UnreadableTaskTests::describe))
			.start()) {
			assertThat(after.await(id)).isEqualTo("7 BLUE");
		}
	}

	@Test
	void aTaskThatCouldNotBeReadRunsByHandAfterAReleaseWithATolerantReader() {
		UUID id;
		try (EngineFixture before = engine().task(task("test.order", Order.class, UnreadableTaskTests::describe))
			.start()) {
			id = store(before, "test.order", "[{\"number\":7,\"color\":\"green\"}]".getBytes(StandardCharsets.UTF_8));
			await().atMost(PATIENCE).until(() -> before.ker.status(id).orElseThrow() == TaskStatus.FAILED);
		}
		try (EngineFixture after = engine().task(task("test.order", TolerantOrder.class, UnreadableTaskTests::describe))
			.start()) {
			assertThat(after.ker.status(id)).contains(TaskStatus.FAILED);
			assertThat(after.ker.retry(id)).isTrue();
			assertThat(after.await(id)).isEqualTo("7 unknown");
		}
	}

	@Test
	void anAliasRunsTasksThatWereStoredUnderTheOldName() {
		UUID id;
		try (EngineFixture before = engine().task(task("test.order", Order.class, UnreadableTaskTests::describe))
			.build()) {
			id = before.ker.send("test.order", new Order(7, Color.BLUE));
		}
		WorkerTask renamed = task("shop.placeOrder", Set.of("test.order"), Order.class, UnreadableTaskTests::describe);
		try (EngineFixture after = engine().task(renamed).start()) {
			assertThat(after.await(id)).isEqualTo("7 BLUE");
			assertThat(after.ker.find(id).orElseThrow().name()).isEqualTo("test.order");
			assertThat(after.await(after.ker.send("test.order", new Order(8, Color.RED)))).isEqualTo("8 RED");
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "java.lang.Runtime#exec", "java.lang.Runtime.exec", "../../worker", "test.order'; drop table" })
	void aNameThatWasEditedInTheFileNamesNoCodeAndWaits(String name) throws SQLException {
		UUID id;
		try (EngineFixture before = engine().task(task("test.order", Order.class, UnreadableTaskTests::describe))
			.build()) {
			id = before.ker.send("test.order", new Order(7, Color.BLUE));
		}
		rename("test.order", name);
		try (EngineFixture after = engine().task(task("test.order", Order.class, UnreadableTaskTests::describe))
			.start()) {
			UUID good = after.ker.send("test.order", new Order(1, Color.RED));
			assertThat(after.await(good)).isEqualTo("1 RED");
			assertThat(after.ker.find(id).orElseThrow()).satisfies((task) -> {
				assertThat(task.status()).isEqualTo(TaskStatus.PENDING);
				assertThat(task.name()).isEqualTo(name);
				assertThat(task.attempt()).isZero();
			});
		}
	}

	private void rename(String from, String to) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.folder.resolve("tasks.db"));
				PreparedStatement update = connection
					.prepareStatement("update kerground_name set name = ? where name = ?")) {
			update.setString(1, to);
			update.setString(2, from);
			assertThat(update.executeUpdate()).isEqualTo(1);
		}
	}

	@Test
	void theGreatestSizeIsAcceptedAndOneByteMoreIsRefusedAndNotStored() {
		try (EngineFixture fixture = engine().task(task("test.text", String.class, (arguments) -> {
			String text = (String) Objects.requireNonNull(arguments[0]);
			return String.valueOf(text.length());
		})).start()) {
			// the fixture's limit is 1,000,000 bytes; brackets and quotes take four
			for (int length : new int[] { 0, 1, 999_995, 999_996 }) {
				assertThat(fixture.await(fixture.ker.send("test.text", "x".repeat(length))))
					.isEqualTo(String.valueOf(length));
			}
			for (String text : new String[] { "x".repeat(999_997), "\u20ac".repeat(333_333), "x".repeat(50_000_000) }) {
				assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> fixture.ker.send("test.text", text))
					.withMessageContaining("kerground.payload.max-size")
					.withMessageContaining("1000000");
			}
			assertThat(fixture.ker.stats().count(TaskStatus.FINISHED)).isEqualTo(4);
			assertThat(fixture.ker.stats().count(TaskStatus.PENDING)).isZero();
		}
	}

	private static @Nullable Object describe(@Nullable Object[] arguments) {
		return (arguments[0] instanceof TolerantOrder order) ? order.id() + " " + order.color()
				: ((Order) Objects.requireNonNull(arguments[0])).id() + " "
						+ ((Order) Objects.requireNonNull(arguments[0])).color();
	}

	private static UUID store(EngineFixture fixture, String name, byte[] payload) {
		UUID id = UUID.randomUUID();
		fixture.repository.send(List.of(newTask(id, name, payload)));
		return id;
	}

	private static NewTask newTask(UUID id, String name, byte[] payload) {
		return new NewTask(id, false, name, TaskNames.DEFAULT_QUEUE, TaskPriority.NORMAL, 3, 0, 1, payload, null);
	}

	private static WorkerTask task(String name, Type type, TaskBody body) {
		return task(name, Set.of(), type, body);
	}

	private static WorkerTask task(String name, Set<String> aliases, Type type, TaskBody body) {
		List<TaskDefinition.Parameter> parameters = List
			.of(new TaskDefinition.Parameter("value", type, (Class<?>) type));
		TaskDefinition definition = new TaskDefinition(name, aliases, "test", UnreadableTaskTests.class,
				name.substring(name.indexOf('.') + 1), parameters, String.class, TaskNames.DEFAULT_QUEUE,
				TaskPriority.NORMAL, new RetryPolicy(3, Duration.ZERO, 1, Duration.ZERO, 0), Set.of(), Set.of(), null,
				null, null);
		return new WorkerTask(definition, body, false);
	}

	enum Color {

		RED, BLUE

	}

	record Order(long id, Color color) {

	}

	/**
	 * What a later release makes of it: the property was renamed, and the color is a
	 * text.
	 */
	record TolerantOrder(@JsonAlias("number") long id, String color) {

		@JsonCreator
		TolerantOrder(@JsonAlias("number") long id, String color) {
			this.id = id;
			this.color = Stream.of(Color.values()).anyMatch((known) -> known.name().equals(color)) ? color : "unknown";
		}

	}

}

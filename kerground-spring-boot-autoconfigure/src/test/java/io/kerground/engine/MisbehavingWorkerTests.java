package io.kerground.engine;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.kerground.CapturedLog;
import io.kerground.core.Task;
import io.kerground.core.TaskError;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever a body does, its own task alone suffers.
 */
@Timeout(180)
class MisbehavingWorkerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	Path folder;

	private EngineFixture.Builder engine() {
		return EngineFixture.on(this.folder.resolve("tasks.db")).poolSize(1);
	}

	static Stream<Arguments> throwables() {
		return Stream.of(arguments("a deep stack", StackOverflowError.class, () -> overflow(0)),
				arguments("a missing class", NoClassDefFoundError.class, () -> {
					throw new NoClassDefFoundError("gone/Missing");
				}), arguments("a class that can't be initialized", ExceptionInInitializerError.class, () -> {
					throw new ExceptionInInitializerError(new IllegalStateException("initializer"));
				}), arguments("the death of its thread", ThreadDeath.class, () -> {
					throw new ThreadDeath();
				}), arguments("an exception without a message", RuntimeException.class, () -> {
					throw new RuntimeException();
				}), arguments("an exception that can't be asked", Unaskable.class, () -> {
					throw new Unaskable();
				}), arguments("causes in a circle", IllegalStateException.class, () -> {
					throw circle();
				}), arguments("causes without end", Endless.class, () -> {
					throw new Endless();
				}), arguments("a suppressed exception that suppresses it", IllegalStateException.class, () -> {
					throw suppressedCircle();
				}), arguments("a message with signs that can't be shown", IllegalStateException.class, () -> {
					throw new IllegalStateException("a\u0000b\r\nc\u001b[31m\ud800");
				}), arguments("a message of 50 MB", IllegalStateException.class, () -> {
					throw new IllegalStateException("x".repeat(50_000_000));
				}), arguments("an exception that holds what can't be serialized", Unserializable.class, () -> {
					throw new Unserializable();
				}), arguments("a checked exception that is not declared", Exception.class, () -> {
					throw MisbehavingWorkerTests.<RuntimeException>sneak(new Exception("sneaked"));
				}));
	}

	private static Arguments arguments(String what, Class<? extends Throwable> type, Supplier<String> body) {
		return Arguments.of(what, type, body);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("throwables")
	void whatABodyThrowsIsStoredInShortAndTheNextTaskRuns(String what, Class<? extends Throwable> type,
			Supplier<String> body) {
		try (CapturedLog log = CapturedLog.at("WARN");
				EngineFixture fixture = engine().task("test.bad", (arguments) -> body.get())
					.task("test.good", (arguments) -> arguments[0])
					.start()) {
			UUID id = fixture.ker.send(TaskRequest.of("test.bad", what).maxAttempts(2));
			assertThat(fixture.ker.await(fixture.ker.send("test.good", "next"), String.class, PATIENCE))
				.isEqualTo("next");
			await().atMost(PATIENCE).until(() -> fixture.ker.status(id).orElseThrow() == TaskStatus.FAILED);
			Task task = fixture.ker.find(id).orElseThrow();
			assertThat(task.attempts()).hasSize(2).allSatisfy((attempt) -> isShort(attempt.error(), type));
			isShort(task.error(), type);
			assertThat(fixture.pool.active()).isZero();
			assertThat(fixture.ker.list(TaskQuery.all()).tasks()).hasSize(2);
			assertThat(log.messages()).filteredOn((message) -> message.contains(id.toString()))
				.hasSize(2)
				.allSatisfy((message) -> assertThat(message).startsWith("Task test.bad "));
		}
	}

	private static void isShort(@Nullable TaskError error, Class<? extends Throwable> type) {
		TaskError present = Objects.requireNonNull(error);
		assertThat(present.type()).isEqualTo(type.getName());
		assertThat(present.message()).hasSizeLessThan(ThrowableReport.MAX_MESSAGE + 100);
		assertThat(present.stackTrace()).isNotBlank().hasSizeLessThan(ThrowableReport.MAX_STACK_TRACE + 100);
	}

	@Test
	void aStageThatEndsWithSuchAThrowableIsTheSame() {
		try (EngineFixture fixture = engine()
			.task("test.bad", (arguments) -> CompletableFuture.failedFuture(new Unaskable()))
			.start()) {
			UUID id = fixture.ker.send(TaskRequest.of("test.bad", "x").maxAttempts(1));
			await().atMost(PATIENCE).until(() -> fixture.ker.status(id).orElseThrow() == TaskStatus.FAILED);
			isShort(fixture.ker.find(id).orElseThrow().error(), Unaskable.class);
		}
	}

	@Test
	void manyHugeMessagesLeaveNothingInTheHeap() {
		long before = usedHeap();
		try (CapturedLog log = CapturedLog.at("WARN");
				EngineFixture fixture = engine().withoutListener().task("test.bad", (arguments) -> {
					throw new IllegalStateException("\u20ac".repeat(5_000_000));
				}).start()) {
			List<UUID> ids = IntStream.range(0, 20)
				.mapToObj((i) -> fixture.ker.send(TaskRequest.of("test.bad", "x").maxAttempts(1)))
				.toList();
			await().atMost(PATIENCE).until(() -> fixture.ker.stats().count(TaskStatus.FAILED) == ids.size());
			await().atMost(PATIENCE).until(() -> usedHeap() < before + 50_000_000L);
			assertThat(log.messages()).filteredOn((message) -> message.contains("test.bad"))
				.hasSize(ids.size())
				.allSatisfy((message) -> assertThat(message).contains("IllegalStateException")
					.hasSizeLessThan(2 * ThrowableReport.MAX_STACK_TRACE));
		}
	}

	private static long usedHeap() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	@Test
	void bodiesThatTakeAllMemoryFailAloneAndTheProcessLives() throws Exception {
		Path report = this.folder.resolve("report.txt");
		Path log = this.folder.resolve("log.txt");
		try (TestProcess process = TestProcess.startWithSmallHeap(64, HungryWorker.class, log,
				this.folder.resolve("tasks.db"), report, 100)) {
			assertThat(process.await(120)).as(() -> tail(log)).isZero();
		}
		assertThat(AppendingFile.lines(report)).containsExactly("greedy 5, modest 101, late");
		assertThat(Files.readString(log)).contains("OutOfMemoryError");
	}

	private static String tail(Path log) {
		try {
			List<String> lines = Files.readAllLines(log);
			return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	@Test
	void aBodyThatInterruptsItselfDisturbsNeitherTheStoreNorTheNextTask() {
		List<Boolean> found = new ArrayList<>();
		EngineFixture.Builder builder = engine();
		CompletableFuture<EngineFixture> self = new CompletableFuture<>();
		try (EngineFixture fixture = builder.task("test.child", (arguments) -> arguments[0])
			.task("test.flag", (arguments) -> {
				found.add(Thread.currentThread().isInterrupted());
				Thread.currentThread().interrupt();
				UUID child = self.join().ker.send("test.child", "sent while interrupted");
				found.add(Thread.currentThread().isInterrupted());
				return child.toString();
			})
			.start()) {
			self.complete(fixture);
			for (int i = 0; i < 5; i++) {
				UUID child = UUID
					.fromString(fixture.ker.await(fixture.ker.send("test.flag", "x"), String.class, PATIENCE));
				assertThat(fixture.ker.await(child, String.class, PATIENCE)).isEqualTo("sent while interrupted");
			}
			assertThat(found).containsExactly(false, true, false, true, false, true, false, true, false, true);
		}
	}

	private static String overflow(int depth) {
		return (depth < 0) ? "" : overflow(depth + 1) + depth;
	}

	private static IllegalStateException circle() {
		IllegalStateException first = new IllegalStateException("first");
		IllegalArgumentException second = new IllegalArgumentException("second", first);
		first.initCause(second);
		return first;
	}

	private static IllegalStateException suppressedCircle() {
		IllegalStateException first = new IllegalStateException("first");
		IllegalArgumentException second = new IllegalArgumentException("second");
		first.addSuppressed(second);
		second.addSuppressed(first);
		return first;
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> T sneak(Throwable thrown) throws T {
		throw (T) thrown;
	}

	static class Unaskable extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

		@Override
		public synchronized Throwable getCause() {
			throw new IllegalStateException("no cause");
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new IllegalStateException("no stack trace");
		}

		@Override
		public void printStackTrace(PrintStream stream) {
			throw new IllegalStateException("no print");
		}

		@Override
		public void printStackTrace(PrintWriter writer) {
			throw new IllegalStateException("no print");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("no text");
		}

	}

	static class Endless extends RuntimeException {

		@Override
		public synchronized Throwable getCause() {
			return new Endless();
		}

	}

	static class Unserializable extends RuntimeException {

		private final transient Object live = new Object();

		@Override
		public String getMessage() {
			return String.valueOf(this.live);
		}

	}

}

package io.kerground.seeds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.autoconfigure.KergroundAutoConfiguration;
import io.kerground.core.AmbiguousTaskNameException;
import io.kerground.core.KergroundSetupException;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.Task;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskFailedException;
import io.kerground.core.TaskNotFoundException;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskResult;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import io.kerground.core.UnknownTaskNameException;
import io.kerground.engine.EngineThreads;
import io.kerground.engine.TestProcess;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The behaviour of kerground, as Java users get it.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class KergroundSeedTests {

	private static final String SENDS_ONLY = "kerground.worker.enabled=false";

	@TempDir
	Path folder;

	private SeedApplication start(String... properties) {
		return SeedApplication.start(this.folder, ExampleWorker.class, properties);
	}

	@Test
	@DisplayName("T-K1, T-K2, K4, K5: send gives an id at once, by name and by reference, with and without arguments")
	void sendGivesAnId() {
		try (SeedApplication application = start()) {
			UUID none = application.ker.send("noParams");
			UUID two = application.ker.send(ExampleWorker::twoParams, "a", 2);
			assertThat(application.await(none, String.class)).isEqualTo("none");
			assertThat(application.await(two, String.class)).isEqualTo("a2");
		}
	}

	@Test
	@DisplayName("T-K3, X5, K28: a task that takes longer than it should is warned about and still finishes")
	void aSlowTaskIsWarnedAboutAndStillFinishes(CapturedOutput output) {
		try (SeedApplication application = start()) {
			UUID id = application.ker.send("slow");
			await().atMost(SeedApplication.PATIENCE)
				.until(() -> output.getOut().contains("has run for more than PT0.05S"));
			application.bean(ExampleWorker.class).release.set(true);
			assertThat(application.await(id, String.class)).isEqualTo("slow");
		}
	}

	@Test
	@DisplayName("T-K4, K6, K13: what is sent without a worker waits, and the lists hold exactly that")
	void whatIsSentWithoutAWorkerWaits() {
		try (SeedApplication application = start(SENDS_ONLY)) {
			List<UUID> ids = IntStream.range(0, 5).mapToObj((i) -> application.ker.send("noParams")).toList();
			TaskPage pending = application.ker.pending();
			assertThat(pending.tasks()).extracting((task) -> task.id()).containsExactlyInAnyOrderElementsOf(ids);
			assertThat(application.ker.running().tasks()).isEmpty();
			assertThat(application.ker.finished().tasks()).isEmpty();
			assertThat(application.ker.failed().tasks()).isEmpty();
		}
	}

	@Test
	@DisplayName("T-K5, W-3, X3, X7, K14, K21, K22, K23, A31: no response, then the response, an error, or nothing known of the id")
	void aResponseIsEmptyThenThereThenAnErrorOrUnknown() {
		UUID id;
		try (SeedApplication application = start(SENDS_ONLY)) {
			id = application.ker.send("oneParam", "must be returned");
			assertThat(application.ker.response(id, String.class)).isEmpty();
			assertThat(application.ker.result(id, String.class)).isInstanceOf(TaskResult.NotYet.class);
		}
		try (SeedApplication application = start()) {
			application.await(id, String.class);
			assertThat(application.ker.response(id, String.class)).contains("must be returned");
			UUID failing = application.ker.send(TaskRequest.of("fails").maxAttempts(1));
			assertThatExceptionOfType(TaskFailedException.class)
				.isThrownBy(() -> application.await(failing, String.class));
			assertThatExceptionOfType(TaskFailedException.class)
				.isThrownBy(() -> application.ker.response(failing, String.class));
			UUID unknown = UUID.randomUUID();
			assertThatExceptionOfType(TaskNotFoundException.class)
				.isThrownBy(() -> application.ker.response(unknown, String.class));
			assertThat(application.ker.status(unknown)).isEmpty();
			assertThat(application.ker.result(unknown, String.class)).isInstanceOf(TaskResult.Unknown.class);
		}
	}

	@Test
	@DisplayName("T-K6, K11, K30: statistics count each status, and every failed task has an error text")
	void statisticsCountEachStatus() {
		try (SeedApplication application = start()) {
			application.ker.send(TaskRequest.of("fails").maxAttempts(1));
			application.ker.send("noParams");
			application.ker.send(TaskRequest.of("noParams").delay(Duration.ofHours(1)));
			await().atMost(SeedApplication.PATIENCE).until(() -> {
				TaskStats stats = application.ker.stats();
				return stats.count(TaskStatus.FAILED) == 1 && stats.count(TaskStatus.FINISHED) == 1;
			});
			assertThat(application.ker.stats().count(TaskStatus.PENDING)).isEqualTo(1);
			assertThat(application.ker.stats().count(TaskStatus.RUNNING)).isZero();
			UUID failed = application.ker.failed().tasks().get(0).id();
			assertThat(application.ker.find(failed).orElseThrow().error().message()).isEqualTo("as it should");
		}
	}

	@Test
	@DisplayName("T-K7, K32: two workers with the same method names have queues of their own")
	void twoWorkersWithTheSameMethodNamesHaveQueuesOfTheirOwn() {
		try (SeedApplication application = SeedApplication.start(this.folder,
				new Class<?>[] { VideoWorker.class, AudioWorker.class })) {
			UUID video = application.ker.send(VideoWorker::convert, "film");
			UUID audio = application.ker.send("audio.convert", "song");
			assertThat(application.await(video, String.class)).isEqualTo("video film");
			assertThat(application.await(audio, String.class)).isEqualTo("audio song");
			assertThat(application.ker.list(TaskQuery.all().queue("video")).tasks()).extracting((task) -> task.id())
				.containsExactly(video);
			assertThatExceptionOfType(AmbiguousTaskNameException.class)
				.isThrownBy(() -> application.ker.send("convert", "x"));
		}
	}

	@Test
	@DisplayName("T-K8, W-16, P12: a worker's method called directly runs inline")
	void aMethodCalledDirectlyRunsInline() {
		try (SeedApplication application = start()) {
			assertThat(application.bean(ExampleWorker.class).thread()).isEqualTo(Thread.currentThread().getName());
			assertThat(application.ker.list(TaskQuery.all()).tasks()).isEmpty();
			assertThat(application.await(application.ker.send("thread"), String.class))
				.isNotEqualTo(Thread.currentThread().getName());
		}
	}

	@Test
	@DisplayName("T-K9, K37: a task that fails the first time is tried again")
	void aTaskThatFailsTheFirstTimeIsTriedAgain() {
		try (SeedApplication application = start()) {
			UUID id = application.ker.send(TaskRequest.of("failsOnce").maxAttempts(2));
			assertThat(application.await(id, String.class)).isEqualTo("second time");
			assertThat(application.ker.find(id).orElseThrow().attempt()).isEqualTo(2);
		}
	}

	@Test
	@DisplayName("X6, K35: one long task holds no other back")
	void oneLongTaskHoldsNoOtherBack() {
		try (SeedApplication application = SeedApplication.start(this.folder,
				new Class<?>[] { HeldWorker.class, SumWorker.class }, "kerground.pool.size=2")) {
			HeldWorker held = application.bean(HeldWorker.class);
			UUID id = application.ker.send(HeldWorker::hold, "long");
			held.awaitBegun(1);
			for (int i = 0; i < 20; i++) {
				assertThat(application.await(application.ker.send(SumWorker::sum, i, i), Integer.class))
					.isEqualTo(2 * i);
			}
			assertThat(application.ker.status(id)).contains(TaskStatus.RUNNING);
			held.releaseAll();
		}
	}

	@Test
	@DisplayName("X11, X12, K25, K27: the body gets what was sent: no argument, one, two, four, null, an array, a list")
	void theBodyGetsWhatWasSent() {
		try (SeedApplication application = SeedApplication.start(this.folder, ArgumentWorker.class)) {
			List<UUID> ids = List.of(application.ker.send("arguments.none"), application.ker.send("arguments.one", "A"),
					application.ker.send("arguments.one", (Object) null),
					application.ker.send(ArgumentWorker::two, "A", 2),
					application.ker.send(ArgumentWorker::four, "A", 2, true, 4L),
					application.ker.send("arguments.array", (Object) new String[] { "A", "B" }),
					application.ker.send("arguments.numbers", new int[] { 1, 2 }),
					application.ker.send(ArgumentWorker::list, List.of("A", "B")));
			assertThat(ids).extracting((id) -> application.await(id, String.class))
				.containsExactly("", "A", "null", "A 2", "A 2 true 4", "[A, B]", "[1, 2]", "[A, B]");
			assertThat(application.ker.find(ids.get(3)).orElseThrow()).satisfies((task) -> {
				assertThat(task.maxAttempts()).isEqualTo(7);
				assertThat(task.queue()).isEqualTo("two");
			});
		}
	}

	@Test
	@DisplayName("X11, K37: a task that waits for its next attempt holds no slot")
	void aTaskThatWaitsForItsNextAttemptHoldsNoSlot() {
		try (SeedApplication application = start("kerground.pool.size=1", "kerground.retry.backoff=1h")) {
			UUID failing = application.ker.send(TaskRequest.of("fails").maxAttempts(2));
			await().atMost(SeedApplication.PATIENCE).until(() -> {
				Task task = application.ker.find(failing).orElseThrow();
				return task.status() == TaskStatus.PENDING && task.attempt() == 1;
			});
			assertThat(application.await(application.ker.send("noParams"), String.class)).isEqualTo("none");
			assertThat(application.ker.status(failing)).contains(TaskStatus.PENDING);
		}
	}

	@Test
	@DisplayName("K42: what a body logs carries its task")
	void whatABodyLogsCarriesItsTask() {
		try (SeedApplication application = start()) {
			UUID id = application.ker.send("logged");
			assertThat(application.await(id, String.class)).isEqualTo(id + " example.logged");
		}
	}

	@Test
	@DisplayName("K8, A10, A38: a process that only works stays up because it is told to, not by threads of its tasks")
	void aProcessThatOnlyWorksStaysUpBecauseItIsToldTo() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(KergroundAutoConfiguration.class,
				ExampleWorker.class)
			.web(WebApplicationType.NONE)
			.properties("kerground.store.path=" + this.folder.resolve("kerground.db"), "spring.main.keep-alive=true")
			.run()) {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			assertThat(ker.await(ker.send("noParams"), String.class, SeedApplication.PATIENCE)).isEqualTo("none");
			Set<Thread> threads = Thread.getAllStackTraces().keySet();
			assertThat(threads).anyMatch((thread) -> thread.getName().equals("keep-alive") && !thread.isDaemon());
			assertThat(threads).filteredOn((thread) -> thread.getName().startsWith("kerground-"))
				.isNotEmpty()
				.allMatch(Thread::isDaemon);
		}
	}

	@Test
	@DisplayName("W-4, K24: two tasks with one name fail the start")
	void twoTasksWithOneNameFailTheStart() {
		assertThatExceptionOfType(KergroundSetupException.class)
			.isThrownBy(() -> SeedApplication.start(this.folder, TwiceWorker.class))
			.withMessageContaining("TwiceWorker")
			.withMessageContaining("twice");
	}

	@Test
	@DisplayName("W-4, K26: a task that no worker knows is refused with the nearest name")
	void anUnknownTaskIsRefusedWithTheNearestName() {
		try (SeedApplication application = start()) {
			assertThatExceptionOfType(UnknownTaskNameException.class)
				.isThrownBy(() -> application.ker.send("example.oneParm", "x"))
				.withMessageContaining("example.oneParam");
		}
	}

	@Test
	@DisplayName("W-5, K7: an application that only sends and one that works share a file, and either may come later")
	void oneApplicationSendsAndTheOtherWorks() {
		UUID first;
		try (SeedApplication api = start(SENDS_ONLY)) {
			first = api.ker.send("noParams");
		}
		try (SeedApplication worker = start(); SeedApplication api = start(SENDS_ONLY)) {
			assertThat(api.await(first, String.class)).isEqualTo("none");
			assertThat(api.await(api.ker.send("oneParam", "x"), String.class)).isEqualTo("x");
			assertThat(worker.ker.stats().count(TaskStatus.FINISHED)).isEqualTo(2);
		}
	}

	@Test
	@DisplayName("W-5, K7, K43, X4: what a killed process ran is run again by the next one")
	void whatAKilledProcessRanIsRunAgain() throws Exception {
		try (SeedApplication api = SeedApplication.start(this.folder, HeldWorker.class, SENDS_ONLY)) {
			Path file = this.folder.resolve("begun");
			UUID id = api.ker.send(HeldWorker::hold, file.toString());
			try (TestProcess worker = process("worker", 0)) {
				await().atMost(SeedApplication.PATIENCE).until(() -> Files.exists(file));
				worker.kill();
			}
			assertThat(api.ker.status(id)).contains(TaskStatus.RUNNING);
			try (SeedApplication next = SeedApplication.start(this.folder, HeldWorker.class)) {
				next.bean(HeldWorker.class).releaseAll();
				assertThat(api.await(id, String.class)).isEqualTo(file.toString());
			}
			assertThat(api.ker.find(id).orElseThrow().crashes()).isEqualTo(1);
		}
	}

	@Test
	@Timeout(400)
	@DisplayName("W-2, W-12: eight threads and two more processes send ten thousand tasks, and each runs once")
	void manySendersOnOneFile() throws Exception {
		try (SeedApplication application = SeedApplication.start(this.folder, NumberWorker.class);
				TestProcess first = process("first", 3000);
				TestProcess second = process("second", 3000)) {
			CompletableFuture<?>[] senders = IntStream.range(0, 8)
				.mapToObj((thread) -> CompletableFuture.runAsync(() -> {
					for (int i = 0; i < 500; i++) {
						application.ker.send(NumberWorker::note, thread + " " + i);
					}
				}, (sender) -> EngineThreads.factory("sender-").newThread(sender).start()))
				.toArray(CompletableFuture<?>[]::new);
			CompletableFuture.allOf(senders).get(120, TimeUnit.SECONDS);
			assertThat(first.await(120)).as(log("first")).isZero();
			assertThat(second.await(120)).as(log("second")).isZero();
			NumberWorker worker = application.bean(NumberWorker.class);
			await().atMost(SeedApplication.PATIENCE)
				.until(() -> application.ker.stats().count(TaskStatus.FINISHED) == 10_000);
			assertThat(worker.noted).hasSize(10_000);
			assertThat(worker.runs).hasValue(10_000);
			assertThat(log("first") + log("second")).doesNotContain("SQLITE_BUSY", "database is locked");
		}
	}

	private TestProcess process(String name, int tasks) throws IOException {
		return TestProcess.start(SeedProcess.class, this.folder.resolve(name + ".txt"), this.folder, name, tasks);
	}

	private String log(String name) throws IOException {
		return Files.readString(this.folder.resolve(name + ".txt"));
	}

	@Test
	@DisplayName("W-7, K15: the definitions are all tasks, sorted")
	void theDefinitionsAreAllTasksSorted() {
		try (SeedApplication application = start()) {
			assertThat(application.ker.definitions()).extracting(TaskDefinition::name)
				.containsExactly("example.fails", "example.failsOnce", "example.logged", "example.noParams",
						"example.oneParam", "example.slow", "example.thread", "example.twoParams");
		}
	}

	@KerWorker("example")
	static class ExampleWorker {

		private final AtomicBoolean release = new AtomicBoolean();

		private final AtomicBoolean failed = new AtomicBoolean();

		public String noParams() {
			return "none";
		}

		public String oneParam(String value) {
			return value;
		}

		public String twoParams(String first, int second) {
			return first + second;
		}

		@KerTask(warnAfter = "50ms")
		public String slow() {
			await().atMost(SeedApplication.PATIENCE).until(this.release::get);
			return "slow";
		}

		public void fails() {
			throw new IllegalStateException("as it should");
		}

		public String failsOnce() {
			if (!this.failed.getAndSet(true)) {
				throw new IllegalStateException("the first time");
			}
			return "second time";
		}

		public String logged() {
			return MDC.get("kerground.task.id") + " " + MDC.get("kerground.task.name");
		}

		public String thread() {
			return Thread.currentThread().getName();
		}

	}

	@KerWorker("video")
	static class VideoWorker {

		@KerTask(queue = "video")
		public String convert(String file) {
			return "video " + file;
		}

	}

	@KerWorker("audio")
	static class AudioWorker {

		@KerTask(queue = "audio")
		public String convert(String file) {
			return "audio " + file;
		}

	}

	@KerWorker("arguments")
	static class ArgumentWorker {

		public String none() {
			return "";
		}

		public String one(@Nullable String first) {
			return String.valueOf(first);
		}

		@KerTask(maxAttempts = 7, queue = "two")
		public String two(String first, int second) {
			return first + " " + second;
		}

		public String four(String first, int second, boolean third, long fourth) {
			return first + " " + second + " " + third + " " + fourth;
		}

		public String array(String[] texts) {
			return Arrays.toString(texts);
		}

		public String numbers(int[] numbers) {
			return Arrays.toString(numbers);
		}

		public String list(List<String> texts) {
			return texts.toString();
		}

	}

	@KerWorker("numbers")
	static class NumberWorker {

		private final Set<String> noted = ConcurrentHashMap.newKeySet();

		private final AtomicInteger runs = new AtomicInteger();

		public void note(String text) {
			this.noted.add(text);
			this.runs.incrementAndGet();
		}

	}

	@KerWorker
	static class TwiceWorker {

		public void twice() {
		}

		public void twice(int times) {
		}

	}

}

package io.kerground.core;

import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.kerground.engine.WorkerRegistry;
import io.kerground.engine.WorkerTask;
import io.kerground.jackson.JacksonTaskSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class KergroundTemplateTests {

	private static final UUID ID = new UUID(1, 2);

	private final StubTaskRepository repository = new StubTaskRepository();

	private final WorkerRegistry registry = new WorkerRegistry();

	private final TaskSignals signals = new TaskSignals();

	private final TaskIdsTests.SettableClock clock = new TaskIdsTests.SettableClock();

	private final KergroundTemplate ker = template(false);

	private int lent;

	@BeforeEach
	void registerTasks() {
		register("reportWorker.monthly", "monthly", long.class, YearMonth.class);
		register("reportWorker.run", "run");
		register("mailWorker.run", "run");
	}

	@Test
	void sendingBeforeAllSingletonsAreReadyNamesTheRightPlace() {
		assertThatIllegalStateException().isThrownBy(() -> this.ker.send("reportWorker.run"))
			.withMessageContaining("ApplicationRunner");
		assertThatIllegalStateException().isThrownBy(() -> this.ker.sendAll(List.of(TaskRequest.of("x"))));
		assertThat(this.repository.sent).isEmpty();
	}

	@Test
	void aTaskIsStoredAsItsDefinitionSays() {
		this.registry.complete();
		UUID id = this.ker.send("monthly", 5, YearMonth.of(2026, 2));
		NewTask task = this.repository.only();
		assertThat(task.id()).isEqualTo(id);
		assertThat(id.version()).isEqualTo(7);
		assertThat(task.ownId()).isFalse();
		assertThat(task.name()).isEqualTo("reportWorker.monthly");
		assertThat(task.queue()).isEqualTo("default");
		assertThat(task.priority()).isEqualTo(TaskPriority.NORMAL);
		assertThat(task.maxAttempts()).isEqualTo(10);
		assertThat(task.runAt()).isEqualTo(this.clock.millis()).isEqualTo(task.createdAt());
		assertThat(task.payload()).asString().isEqualTo("[5,\"2026-02\"]");
	}

	@Test
	void aTaskIsSentByReferenceWithItsArguments() {
		this.registry.complete();
		this.ker.send(ReportWorker::monthly, 5L, YearMonth.of(2026, 2));
		assertThat(this.repository.only().name()).isEqualTo("reportWorker.monthly");
		assertThat(this.repository.only().payload()).asString().isEqualTo("[5,\"2026-02\"]");
	}

	@Test
	void whatTheRequestSaysHolds() {
		this.registry.complete();
		UUID id = this.ker.send(TaskRequest.of("reportWorker.run")
			.id(ID)
			.queue("q")
			.priority(TaskPriority.HIGH)
			.maxAttempts(1)
			.delay(Duration.ofSeconds(2)));
		NewTask task = this.repository.only();
		assertThat(id).isEqualTo(ID).isEqualTo(task.id());
		assertThat(task.ownId()).isTrue();
		assertThat(task.queue()).isEqualTo("q");
		assertThat(task.priority()).isEqualTo(TaskPriority.HIGH);
		assertThat(task.maxAttempts()).isEqualTo(1);
		assertThat(task.runAt()).isEqualTo(this.clock.millis() + 2000);
	}

	@Test
	void oneKeyGivesOneIdHoweverTheTaskIsNamed() {
		this.registry.complete();
		YearMonth month = YearMonth.of(2026, 2);
		UUID id = this.ker.send(TaskRequest.of("reportWorker.monthly", 1, month).key("k"));
		assertThat(this.ker.send(TaskRequest.of("monthly", 1, month).key("k"))).isEqualTo(id);
		assertThat(this.ker.send(TaskRequest.of(ReportWorker::monthly, 1L, month).key("k"))).isEqualTo(id);
		assertThat(this.ker.send(TaskRequest.of("reportWorker.run").key("k"))).isNotEqualTo(id);
	}

	@Test
	void unknownNamesAreRefusedWithTheNearestOnes() {
		this.registry.complete();
		assertThatExceptionOfType(UnknownTaskNameException.class).isThrownBy(() -> this.ker.send("montly"))
			.withMessageContaining("'montly'")
			.withMessageContaining("Did you mean reportWorker.monthly")
			.withMessageContaining("external()")
			.satisfies((ex) -> assertThat(ex.nearest()).startsWith("reportWorker.monthly"));
		assertThatExceptionOfType(AmbiguousTaskNameException.class).isThrownBy(() -> this.ker.send("run"))
			.withMessageContaining("mailWorker.run or reportWorker.run");
	}

	@Test
	void aTaskOfAnotherApplicationIsStoredAsItIsGiven() {
		this.registry.complete();
		this.ker.send(TaskRequest.of("other.task", 1, List.of("a"), null, new Amount(3)).external());
		assertThat(this.repository.only().name()).isEqualTo("other.task");
		assertThat(this.repository.only().maxAttempts()).isEqualTo(7);
		assertThat(this.repository.only().payload()).asString().isEqualTo("[1,[\"a\"],null,{\"euros\":3}]");
	}

	@Test
	void aProcessWithoutWorkersAcceptsEveryName() {
		this.registry.complete();
		template(true).send("other.task", "x");
		assertThat(this.repository.only().name()).isEqualTo("other.task");
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> template(true).send("no name"));
	}

	@Test
	void tooLargeArgumentsAreRefusedWithTheirSize() {
		this.registry.complete();
		this.ker.send(TaskRequest.of("other", "x".repeat(96)).external());
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.ker.send(TaskRequest.of("other", "x".repeat(97)).external()))
			.withMessageContaining("101 bytes")
			.withMessageContaining("kerground.payload.max-size");
	}

	@Test
	void manyTasksAreSentInChunks() {
		this.registry.complete();
		List<UUID> ids = this.ker.sendAll(requests(2500));
		assertThat(this.repository.sent).extracting(List::size).containsExactly(1000, 1000, 500);
		assertThat(ids).doesNotHaveDuplicates()
			.isEqualTo(this.repository.sent.stream().flatMap(List::stream).map(NewTask::id).toList());
		assertThat(this.ker.sendAll(List.of())).isEmpty();
	}

	@Test
	void aConflictInALaterChunkTellsWhichTasksAreStored() {
		this.registry.complete();
		this.repository.failure = new TaskConflictException(UUID.randomUUID(), "a.b", "c.d");
		this.repository.failAfter = 0;
		assertThatExceptionOfType(TaskConflictException.class).isThrownBy(() -> this.ker.sendAll(requests(10)));
		this.repository.failAfter = 1;
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.ker.sendAll(requests(1500)))
			.withCauseInstanceOf(TaskConflictException.class)
			.satisfies((ex) -> assertThat(ex.stored()).hasSize(1000));
	}

	@Test
	void aFailureTellsWhichTasksAreStored() {
		this.registry.complete();
		this.repository.failAfter = 1;
		this.repository.failure = new StoreException("disk full", null);
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.ker.sendAll(requests(1500)))
			.withMessageContaining("1000 tasks are stored")
			.withMessageContaining("disk full")
			.satisfies((ex) -> assertThat(ex.stored())
				.isEqualTo(this.repository.sent.get(0).stream().map(NewTask::id).toList()));
	}

	@Test
	void oneBadRequestStoresNone() {
		this.registry.complete();
		assertThatExceptionOfType(UnknownTaskNameException.class)
			.isThrownBy(() -> this.ker.sendAll(List.of(TaskRequest.of("reportWorker.run"), TaskRequest.of("nope"))));
		assertThat(this.repository.sent).isEmpty();
	}

	@Test
	void resultsAreFiveAnswers() {
		this.repository.set(new UUID(0, 1), TaskStatus.RUNNING, null, null);
		this.repository.set(new UUID(0, 2), TaskStatus.FINISHED, "7", null);
		this.repository.set(new UUID(0, 3), TaskStatus.FAILED, null, new TaskError("X", "broken", ""));
		this.repository.set(new UUID(0, 4), TaskStatus.CANCELLED, null, null);
		assertThat(this.ker.result(new UUID(0, 1), Integer.class))
			.isEqualTo(new TaskResult.NotYet<>(new UUID(0, 1), TaskStatus.RUNNING));
		assertThat(this.ker.result(new UUID(0, 2), Integer.class))
			.isEqualTo(new TaskResult.Finished<>(new UUID(0, 2), 7));
		assertThat(this.ker.result(new UUID(0, 3), Integer.class))
			.isEqualTo(new TaskResult.Failed<>(new UUID(0, 3), new TaskError("X", "broken", "")));
		assertThat(this.ker.result(new UUID(0, 4), Integer.class))
			.isEqualTo(new TaskResult.Cancelled<>(new UUID(0, 4)));
		assertThat(this.ker.result(new UUID(0, 5), Integer.class)).isEqualTo(new TaskResult.Unknown<>(new UUID(0, 5)));
	}

	@Test
	void responsesAreEmptyUntilFinishedAndThrowOtherwise() {
		this.repository.set(ID, TaskStatus.PENDING, null, null);
		assertThat(this.ker.response(ID, Integer.class)).isEmpty();
		this.repository.set(ID, TaskStatus.FINISHED, null, null);
		assertThat(this.ker.response(ID, Integer.class)).isEmpty();
		this.repository.set(ID, TaskStatus.FINISHED, "[1]", null);
		assertThat(this.ker.response(ID, new ParameterizedTypeReference<List<Long>>() {
		})).isEqualTo(Optional.of(List.of(1L)));
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.ker.response(ID, Integer.class));
		this.repository.set(ID, TaskStatus.FAILED, null, new TaskError("X", "broken", ""));
		assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> this.ker.response(ID, Integer.class))
			.withMessageContaining("broken");
		this.repository.set(ID, TaskStatus.CANCELLED, null, null);
		assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> this.ker.response(ID, Integer.class))
			.withMessageContaining("cancelled");
		assertThatExceptionOfType(TaskNotFoundException.class)
			.isThrownBy(() -> this.ker.response(new UUID(9, 9), Integer.class));
	}

	@Test
	void awaitReturnsTheResponseOfAnEndedTask() {
		this.repository.set(ID, TaskStatus.FINISHED, "7", null);
		assertThat(this.ker.await(ID, Integer.class, Duration.ZERO)).isEqualTo(7);
		assertThat(this.ker.await(ID, Void.class, Duration.ZERO)).isNull();
		assertThat(this.lent).isZero();
	}

	@Test
	void awaitWaitsForTheEndAndLendsItsSlot() throws Exception {
		this.repository.set(ID, TaskStatus.RUNNING, null, null);
		CompletableFuture<@Nullable Integer> waiter = CompletableFuture
			.supplyAsync(() -> this.ker.await(ID, Integer.class, Duration.ofSeconds(30)));
		while (this.signals.awaited().isEmpty()) {
			Thread.onSpinWait();
		}
		this.repository.set(ID, TaskStatus.FINISHED, "7", null);
		this.signals.ended(ID);
		assertThat(waiter.get(30, TimeUnit.SECONDS)).isEqualTo(7);
		assertThat(this.lent).isLessThanOrEqualTo(1);
		assertThat(this.signals.awaited()).isEmpty();
	}

	@Test
	void awaitThrowsWhenThereIsNoResponse() {
		this.repository.set(ID, TaskStatus.RUNNING, null, null);
		assertThatExceptionOfType(TaskTimeoutException.class)
			.isThrownBy(() -> this.ker.await(ID, Integer.class, Duration.ofMillis(1)));
		assertThatExceptionOfType(TaskTimeoutException.class)
			.isThrownBy(() -> this.ker.await(ID, Integer.class, Duration.ofSeconds(-1)));
		assertThat(this.lent).isEqualTo(1);
		this.repository.set(ID, TaskStatus.FAILED, null, new TaskError("X", "broken", ""));
		assertThatExceptionOfType(TaskFailedException.class)
			.isThrownBy(() -> this.ker.await(ID, Integer.class, Duration.ofSeconds(30)));
		assertThatExceptionOfType(TaskNotFoundException.class)
			.isThrownBy(() -> this.ker.await(new UUID(9, 9), Integer.class, Duration.ofSeconds(30)));
		assertThat(this.signals.awaited()).isEmpty();
	}

	@Test
	void waitingForAnUncommittedTaskIsRefusedAtOnce() {
		this.repository.uncommitted.add(ID);
		assertThatIllegalStateException().isThrownBy(() -> this.ker.await(ID, Integer.class, Duration.ofSeconds(30)))
			.withMessageContaining("current transaction");
		assertThatIllegalStateException().isThrownBy(() -> this.ker.completion(ID, Integer.class));
	}

	@Test
	void anInterruptedWaitKeepsTheFlag() {
		this.repository.set(ID, TaskStatus.RUNNING, null, null);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(KergroundException.class)
			.isThrownBy(() -> this.ker.await(ID, Integer.class, Duration.ofSeconds(30)));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void completionOfAnEndedTaskIsThereAtOnce() {
		this.repository.set(ID, TaskStatus.FINISHED, "7", null);
		assertThat(this.ker.completion(ID, Integer.class)).isCompletedWithValue(7);
		assertThat(this.ker.completion(new UUID(9, 9), Integer.class)).isCompletedExceptionally();
		assertThat(this.signals.awaited()).isEmpty();
	}

	@Test
	void completionNeverRunsOnTheThreadThatSignals() throws Exception {
		for (int i = 0; i < 200; i++) {
			UUID id = new UUID(5, i);
			this.repository.set(id, TaskStatus.RUNNING, null, null);
			CompletableFuture<Thread> thread = this.ker.completion(id, Integer.class)
				.thenApply((value) -> Thread.currentThread());
			this.repository.set(id, TaskStatus.FINISHED, "7", null);
			this.signals.ended(id);
			assertThat(thread.get(30, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
		}
	}

	@Test
	void completionSurvivesAnEndThatWasNone() throws Exception {
		this.repository.set(ID, TaskStatus.RUNNING, null, null);
		CompletableFuture<@Nullable Integer> completion = this.ker.completion(ID, Integer.class);
		this.signals.ended(ID);
		while (this.signals.awaited().isEmpty()) {
			Thread.onSpinWait();
		}
		assertThat(completion).isNotDone();
		this.repository.set(ID, TaskStatus.FINISHED, "7", null);
		this.signals.ended(ID);
		assertThat(completion.get(30, TimeUnit.SECONDS)).isEqualTo(7);
	}

	@Test
	void completionEndsWithKerground() {
		this.repository.set(ID, TaskStatus.RUNNING, null, null);
		CompletableFuture<@Nullable Integer> completion = this.ker.completion(ID, Integer.class);
		this.signals.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> completion.get(30, TimeUnit.SECONDS))
			.withCauseInstanceOf(KergroundClosedException.class);
	}

	@Test
	void listsAskForTheirStatus() {
		assertThat(this.ker.pending().next()).isEqualTo("PENDING");
		assertThat(this.ker.running().next()).isEqualTo("RUNNING");
		assertThat(this.ker.finished().next()).isEqualTo("FINISHED");
		assertThat(this.ker.failed().next()).isEqualTo("FAILED");
		assertThat(this.ker.definitions()).extracting(TaskDefinition::name)
			.containsExactly("mailWorker.run", "reportWorker.monthly", "reportWorker.run");
	}

	private static List<TaskRequest> requests(int count) {
		return IntStream.range(0, count).mapToObj((i) -> TaskRequest.of("reportWorker.run")).toList();
	}

	private KergroundTemplate template(boolean acceptUnknown) {
		SlotLender lender = () -> {
			this.lent++;
			return () -> {
			};
		};
		return new KergroundTemplate(this.repository, this.registry, JacksonTaskSerializer.create(), this.signals,
				lender, this.clock, new TemplateSettings(7, 100, acceptUnknown, Map.of()));
	}

	private void register(String name, String method, Class<?>... types) {
		TaskDefinition task = ArgumentRulesTests.task(types);
		this.registry.register(new WorkerTask(
				new TaskDefinition(name, Set.of(), "worker", ReportWorker.class, method, task.parameters(), void.class,
						"default", TaskPriority.NORMAL, RetryPolicy.DEFAULT, Set.of(), Set.of(), null, null, null),
				(arguments) -> null, false));
	}

	record Amount(int euros) {

	}

	static class ReportWorker {

		public void monthly(long customerId, YearMonth month) {
		}

		public void run() {
		}

	}

}

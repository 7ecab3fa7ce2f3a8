package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.kerground.core.KergroundClosedException;
import io.kerground.core.RetryPolicy;
import io.kerground.core.Task;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskFailedException;
import io.kerground.core.TaskListener;
import io.kerground.core.TaskLostEvent;
import io.kerground.core.TaskMoveEvent;
import io.kerground.core.TaskRepository.RescueRule;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link KergroundEngine} and all that it runs, on a real SQLite file.
 */
@Timeout(60)
class KergroundEngineTests {

	@TempDir
	Path folder;

	private EngineFixture.Builder engine() {
		return EngineFixture.on(this.folder.resolve("tasks.db"));
	}

	@Test
	void aSentTaskRunsAndItsResponseIsStored() {
		try (EngineFixture fixture = engine().task("test.echo", (arguments) -> "got " + arguments[0]).start()) {
			UUID id = fixture.ker.send("test.echo", "this");
			assertThat(fixture.await(id)).isEqualTo("got this");
			assertThat(fixture.ker.status(id)).contains(TaskStatus.FINISHED);
			assertThat(fixture.ker.find(id).orElseThrow().attempts()).isEmpty();
		}
	}

	@Test
	void aTaskSentBeforeTheEngineStartsRunsAfterIt() {
		try (EngineFixture fixture = engine().task("test.echo", (arguments) -> arguments[0]).build()) {
			UUID id = fixture.ker.send("test.echo", "early");
			assertThat(fixture.ker.status(id)).contains(TaskStatus.PENDING);
			fixture.engine.start();
			assertThat(fixture.await(id)).isEqualTo("early");
		}
	}

	@Test
	void aFailedAttemptIsRecordedAndTriedAgain() {
		AtomicInteger attempts = new AtomicInteger();
		try (EngineFixture fixture = engine().task("test.flaky", (arguments) -> {
			if (attempts.incrementAndGet() == 1) {
				throw new IllegalStateException("the first one fails");
			}
			return "ok";
		}).start()) {
			UUID id = fixture.ker.send("test.flaky", "x");
			assertThat(fixture.await(id)).isEqualTo("ok");
			Task task = fixture.ker.find(id).orElseThrow();
			assertThat(task.attempt()).isEqualTo(2);
			assertThat(task.attempts()).hasSize(1);
			assertThat(task.attempts().get(0).outcome()).isEqualTo(TaskVerb.RETRY);
			assertThat(task.attempts().get(0).error()).isNotNull().satisfies((error) -> {
				assertThat(error.type()).isEqualTo(IllegalStateException.class.getName());
				assertThat(error.message()).isEqualTo("the first one fails");
				assertThat(error.stackTrace()).contains("KergroundEngineTests");
			});
		}
	}

	@Test
	void aTaskWithoutAttemptsLeftFails() {
		AtomicInteger attempts = new AtomicInteger();
		try (EngineFixture fixture = engine().task("test.broken", (arguments) -> {
			throw new IllegalStateException("attempt " + attempts.incrementAndGet());
		}).start()) {
			UUID id = fixture.ker.send("test.broken", "x");
			assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> fixture.await(id))
				.withMessageContaining("attempt 3");
			assertThat(attempts).hasValue(3);
			assertThat(fixture.ker.find(id).orElseThrow().attempts()).hasSize(3);
		}
	}

	@Test
	void anExceptionThatIsNotRetriedFailsAtOnce() {
		AtomicInteger attempts = new AtomicInteger();
		TaskBody body = (arguments) -> {
			attempts.incrementAndGet();
			throw new NumberFormatException("never right");
		};
		try (EngineFixture fixture = engine().task("test.broken", body, null, Set.of(IllegalArgumentException.class))
			.start()) {
			UUID id = fixture.ker.send("test.broken", "x");
			assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> fixture.await(id));
			assertThat(attempts).hasValue(1);
		}
	}

	@Test
	void errorsOfEveryKindFailTheirTaskAndLeaveTheEngineAlive() {
		try (EngineFixture fixture = engine().task("test.error", (arguments) -> switch ((String) arguments[0]) {
			case "stack" -> overflow(0);
			case "linkage" -> throw new NoClassDefFoundError("gone/Missing");
			case "memory" -> throw new OutOfMemoryError("pretended");
			case "message" -> throw new RuntimeException() {
				@Override
				public String getMessage() {
					throw new IllegalStateException("no message for you");
				}
			};
			default -> "fine";
		}).start()) {
			for (String kind : new String[] { "stack", "linkage", "memory", "message" }) {
				UUID id = fixture.ker.send(TaskRequest.of("test.error", kind).maxAttempts(1));
				assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> fixture.await(id));
			}
			assertThat(fixture.await(fixture.ker.send("test.error", "none"))).isEqualTo("fine");
		}
	}

	private static String overflow(int depth) {
		return (depth < 0) ? "" : overflow(depth + 1) + depth;
	}

	@Test
	void aStageFreesTheThreadAndFinishesTheTaskWhenItCompletes() throws Exception {
		CompletableFuture<String> stage = new CompletableFuture<>();
		CountDownLatch returned = new CountDownLatch(1);
		try (EngineFixture fixture = engine().poolSize(1).task("test.stage", (arguments) -> {
			returned.countDown();
			return stage;
		}).start()) {
			UUID id = fixture.ker.send("test.stage", "x");
			assertThat(returned.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(fixture.ker.status(id)).contains(TaskStatus.RUNNING);
			assertThat(fixture.pool.active()).isEqualTo(1);
			stage.complete("later");
			assertThat(fixture.await(id)).isEqualTo("later");
		}
	}

	@Test
	void aStageThatFailsIsAFailedAttempt() {
		try (EngineFixture fixture = engine()
			.task("test.stage", (arguments) -> CompletableFuture.failedFuture(new IllegalStateException("stage")))
			.start()) {
			UUID id = fixture.ker.send(TaskRequest.of("test.stage", "x").maxAttempts(1));
			assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> fixture.await(id))
				.withMessageContaining("IllegalStateException: stage");
		}
	}

	@Test
	void aLateResultIsRefusedCountedAndTold() {
		HeldBodies bodies = new HeldBodies();
		List<TaskLostEvent> lost = new CopyOnWriteArrayList<>();
		try (EngineFixture fixture = engine().task("test.hold", bodies::holdOn).build()) {
			fixture.announcer.addListener(new TaskListener() {

				@Override
				public void onTaskEvent(TaskEvent event) {
				}

				@Override
				public void onTaskLost(TaskLostEvent event) {
					lost.add(event);
				}

			});
			fixture.engine.start();
			UUID id = fixture.ker.send("test.hold", "late");
			bodies.awaitBegun(1);
			long owner = fixture.repository.nodes().get(0).seq();
			fixture.repository.rescue(owner, new RescueRule(1, null), 1);
			bodies.release("late");
			await().until(() -> fixture.engine.leasesLost() == 1);
			assertThat(fixture.ker.status(id)).contains(TaskStatus.FAILED);
			await().until(() -> !lost.isEmpty());
			assertThat(lost).singleElement().satisfies((event) -> {
				assertThat(event.task().id()).isEqualTo(id);
				assertThat(event.fence()).isPositive();
			});
		}
	}

	@Test
	void cancellingARunningTaskInterruptsItsBodyAndDropsItsResult() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		AtomicReference<Boolean> lost = new AtomicReference<>();
		try (EngineFixture fixture = engine().task("test.slow", (arguments) -> {
			begun.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				lost.set(((TaskContext) arguments[1]).isLost());
				ended.countDown();
			}
			return "too late";
		}).start()) {
			UUID id = fixture.ker.send("test.slow", "x");
			assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(fixture.ker.cancel(id)).isTrue();
			assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(lost).hasValue(true);
			await().until(() -> fixture.pool.active() == 0);
			assertThat(fixture.ker.find(id).orElseThrow()).satisfies((task) -> {
				assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
				assertThat(task.response()).isNull();
			});
			assertThat(fixture.ker.cancel(id)).isFalse();
		}
	}

	@Test
	void anAttemptThatTakesTooLongIsInterruptedAndFails() {
		AtomicInteger interrupted = new AtomicInteger();
		TaskBody body = (arguments) -> {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.incrementAndGet();
			}
			return "too late";
		};
		try (EngineFixture fixture = engine().task("test.slow", body, Duration.ofMillis(50), Set.of()).start()) {
			UUID id = fixture.ker.send(TaskRequest.of("test.slow", "x").maxAttempts(1));
			assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> fixture.await(id))
				.withMessageContaining("TimeoutException");
			await().untilAsserted(() -> assertThat(interrupted).hasValue(1));
		}
	}

	@Test
	void aBodyLeavesItsThreadAsItFoundIt() {
		// the executor clears nothing by itself
		try (EngineFixture fixture = engine().threads(Runnable::run).task("test.flag", (arguments) -> {
			String found = Thread.currentThread().isInterrupted() + " " + MDC.get("left");
			Thread.currentThread().interrupt();
			MDC.put("left", "behind");
			return found;
		}).start()) {
			for (int i = 0; i < 3; i++) {
				assertThat(fixture.await(fixture.ker.send("test.flag", "x"))).isEqualTo("false null");
			}
		}
	}

	@Test
	void aBodyWhoseWorkIsUndoneWhenItsThreadIsCleanedHasFailed() {
		try (EngineFixture fixture = engine().poolSize(1)
			.retryPolicy(new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO, 0))
			.task("test.untidy", (arguments) -> {
				Thread.currentThread().setName("renamed");
				return "done";
			})
			.task("test.name", (arguments) -> Thread.currentThread().getName())
			.cleaner(() -> Thread.currentThread().getName().equals("renamed")
					? "a transaction was left open and is rolled back" : null)
			.start()) {
			UUID id = fixture.ker.send("test.untidy", "x");
			assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> fixture.await(id))
				.withMessageContaining("The body returned, but a transaction was left open");
			assertThat(fixture.await(fixture.ker.send("test.name", "x"))).startsWith("test-body-");
		}
	}

	@Test
	void aResponseThatIsTooLargeFailsTheTaskWithoutRetry() {
		AtomicInteger runs = new AtomicInteger();
		try (EngineFixture fixture = engine().task("test.large", (arguments) -> {
			runs.incrementAndGet();
			return "x".repeat(200_000);
		}).start()) {
			UUID id = fixture.ker.send("test.large", "x");
			assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> fixture.await(id))
				.withMessageContaining("ran to its end, but its result can't be stored");
			assertThat(runs).hasValue(1);
		}
	}

	@Test
	void tasksThatAwaitTasksFiveDeepEndWithAPoolOfTwo() {
		AtomicReference<EngineFixture> self = new AtomicReference<>();
		try (EngineFixture fixture = engine().poolSize(2).task("test.nested", (arguments) -> {
			int depth = Integer.parseInt((String) arguments[0]);
			if (depth == 0) {
				return "bottom";
			}
			EngineFixture inner = self.get();
			return inner.await(inner.ker.send("test.nested", String.valueOf(depth - 1)));
		}).build()) {
			self.set(fixture);
			fixture.engine.start();
			UUID first = fixture.ker.send("test.nested", "5");
			UUID second = fixture.ker.send("test.nested", "5");
			assertThat(fixture.await(first)).isEqualTo("bottom");
			assertThat(fixture.await(second)).isEqualTo("bottom");
			await().until(() -> fixture.pool.active() == 0);
		}
	}

	@Test
	void neverMoreBodiesRunThanThePoolHasSlots() {
		AtomicInteger now = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		try (EngineFixture fixture = engine().poolSize(3).task("test.count", (arguments) -> {
			most.accumulateAndGet(now.incrementAndGet(), Math::max);
			Thread.yield();
			now.decrementAndGet();
			return "x";
		}).start()) {
			UUID last = null;
			for (int i = 0; i < 300; i++) {
				last = fixture.ker.send("test.count", "x");
			}
			fixture.await(last);
			await().until(() -> fixture.ker.stats().count(TaskStatus.FINISHED) == 300);
			assertThat(most.get()).isBetween(1, 3);
		}
	}

	@Test
	void aStopWaitsForRunningBodiesAndStoresTheirResults() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		try (EngineFixture fixture = engine().task("test.slow", (arguments) -> {
			begun.countDown();
			go.await();
			return String.valueOf(((TaskContext) arguments[1]).isStopping());
		}).start()) {
			UUID id = fixture.ker.send("test.slow", "x");
			assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<Void> stop = CompletableFuture.runAsync(fixture.engine::stop);
			await().until(() -> !fixture.engine.isRunning());
			UUID later = fixture.ker.send("test.slow", "y");
			go.countDown();
			stop.get(20, TimeUnit.SECONDS);
			assertThat(fixture.ker.response(id, String.class)).contains("true");
			assertThat(fixture.ker.status(later)).contains(TaskStatus.PENDING);
			fixture.engine.start();
			assertThat(fixture.await(later)).isEqualTo("false");
		}
	}

	@Test
	void aBodyThatDoesNotEndInTimeIsInterruptedAndItsTaskGivenBackWithItsAttempt() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		try (EngineFixture fixture = engine().shutdownTimeout(Duration.ofMillis(200)).task("test.slow", (arguments) -> {
			begun.countDown();
			new CountDownLatch(1).await();
			return "never";
		}).start()) {
			UUID id = fixture.ker.send("test.slow", "x");
			assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
			fixture.engine.stop();
			Task task = fixture.ker.find(id).orElseThrow();
			assertThat(task.status()).isEqualTo(TaskStatus.PENDING);
			assertThat(task.attempt()).isZero();
			assertThat(fixture.repository.nodes()).isEmpty();
		}
	}

	@Test
	void waitersHearThatKergroundIsShutDown() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		try (EngineFixture fixture = engine().shutdownTimeout(Duration.ofMillis(200)).task("test.slow", (arguments) -> {
			begun.countDown();
			new CountDownLatch(1).await();
			return "never";
		}).start()) {
			UUID id = fixture.ker.send("test.slow", "x");
			CompletableFuture<String> waiter = CompletableFuture.supplyAsync(() -> fixture.await(id));
			assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
			await().until(() -> !fixture.signals.awaited().isEmpty());
			fixture.engine.stop();
			assertThat(waiter).failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.withCauseInstanceOf(KergroundClosedException.class);
		}
	}

	@Test
	void listenersHearEveryMoveAfterItsCommitInOrder() {
		try (EngineFixture fixture = engine().task("test.echo", (arguments) -> arguments[0]).start()) {
			fixture.announcer.addListener((event) -> {
				throw new IllegalStateException("a listener that fails");
			});
			UUID id = fixture.ker.send("test.echo", "x");
			fixture.await(id);
			await().untilAsserted(() -> assertThat(fixture.events).filteredOn(TaskMoveEvent.class::isInstance)
				.filteredOn((event) -> ((TaskMoveEvent) event).task().id().equals(id))
				.extracting((event) -> event.verb())
				.containsExactly(TaskVerb.SEND, TaskVerb.CLAIM, TaskVerb.FINISH));
		}
	}

	@Test
	void aTaskThatIsDueLaterRunsWhenItIsDue() {
		try (EngineFixture fixture = engine().task("test.echo", (arguments) -> arguments[0]).start()) {
			UUID id = fixture.ker.send(TaskRequest.of("test.echo", "x").delay(Duration.ofMillis(300)));
			assertThat(fixture.ker.status(id)).contains(TaskStatus.PENDING);
			fixture.await(id);
			Task task = fixture.ker.find(id).orElseThrow();
			assertThat(task.startedAt()).isNotNull().isAfterOrEqualTo(task.runAt());
		}
	}

	@Test
	void twoEnginesInOneProcessShareAFileAndNeitherIsTakenForDead() {
		AtomicInteger runs = new AtomicInteger();
		TaskBody body = (arguments) -> {
			runs.incrementAndGet();
			return "x";
		};
		try (EngineFixture first = engine().task("test.count", body).start();
				EngineFixture second = engine().task("test.count", body).start()) {
			for (int i = 0; i < 200; i++) {
				((i % 2 == 0) ? first : second).ker.send("test.count", "x");
			}
			await().atMost(EngineFixture.PATIENCE).until(() -> first.ker.stats().count(TaskStatus.FINISHED) == 200);
			assertThat(runs).hasValue(200);
			assertThat(first.repository.nodes()).hasSize(2);
			assertThat(first.engine.recovered()).isZero();
			assertThat(second.engine.recovered()).isZero();
		}
	}

	@Test
	void aTaskSentByAProcessThatOnlySendsIsAwaitedThere() {
		try (EngineFixture worker = engine().task("test.echo", (arguments) -> arguments[0]).start();
				EngineFixture sender = engine().sendsOnly().task("test.echo", (arguments) -> "never here").start()) {
			UUID id = sender.ker.send("test.echo", "over there");
			assertThat(sender.await(id)).isEqualTo("over there");
			assertThat(worker.repository.nodes()).hasSize(1);
		}
	}

	@Test
	void theLatestProgressIsStored() throws Exception {
		CountDownLatch told = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		try (EngineFixture fixture = engine().task("test.steps", (arguments) -> {
			TaskContext context = (TaskContext) arguments[1];
			for (int i = 1; i <= 100; i++) {
				context.progress(i, 100);
			}
			told.countDown();
			go.await();
			return "x";
		}).start()) {
			UUID id = fixture.ker.send("test.steps", "x");
			assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
			await().untilAsserted(() -> assertThat(fixture.ker.find(id).orElseThrow().progress()).isNotNull()
				.satisfies((progress) -> {
					assertThat(progress.done()).isEqualTo(100);
					assertThat(progress.total()).isEqualTo(100);
				}));
			go.countDown();
			fixture.await(id);
		}
	}

}

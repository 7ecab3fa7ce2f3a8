package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.kerground.core.KergroundClosedException;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.MisfirePolicy;
import io.kerground.core.Schedule;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.core.WorkerHandle;
import io.kerground.core.WorkerStart;
import io.kerground.core.WorkerState;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Workers that make their own work, started, stopped and triggered by hand on a running
 * engine.
 */
class WorkerHandleTests {

	private static final Schedule EVERY_HOUR = interval(Duration.ofHours(1));

	private static final Schedule TRIGGER = new Schedule.OnTrigger(false);

	@TempDir
	Path folder;

	private final AtomicInteger runs = new AtomicInteger();

	private final HeldBodies bodies = new HeldBodies();

	@Test
	@DisplayName("W-8 a worker is started with another interval and priority, until it is stopped")
	void startsWithOverridesUntilItIsStopped() {
		List<TaskPriority> priorities = new CopyOnWriteArrayList<>();
		try (EngineFixture node = node().schedule("test.tick", EVERY_HOUR, (arguments) -> {
			priorities.add(((TaskContext) arguments[0]).priority());
			return this.runs.incrementAndGet();
		}).start()) {
			WorkerHandle worker = worker(node, "test.tick");
			patience().until(() -> this.runs.get() == 1 && worker.state() == WorkerState.WAITING);
			assertThat(worker.start()).as("it is active").isFalse();
			assertThat(worker.stop(Duration.ofSeconds(20))).isTrue();
			assertThat(worker.isStopped()).isTrue();
			assertThat(worker
				.start(WorkerStart.AS_DECLARED.withInterval(Duration.ofMillis(20)).withPriority(TaskPriority.LOW)))
				.isTrue();
			patience().until(() -> this.runs.get() >= 4);
			assertThat(priorities.subList(1, 4)).containsOnly(TaskPriority.LOW);
			worker.stop(Duration.ofSeconds(20));
			int before = this.runs.get();
			assertThat(worker.start()).isTrue();
			patience().until(() -> this.runs.get() == before + 1);
			assertThat(priorities.get(before)).isEqualTo(TaskPriority.NORMAL);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> worker.start(WorkerStart.AS_DECLARED.withDelay(Duration.ofSeconds(1))));
		}
	}

	@Test
	@DisplayName("W-9 false stops a worker, neither 0 nor null does")
	void falseStopsAWorker() {
		AtomicInteger zeros = new AtomicInteger();
		AtomicInteger nulls = new AtomicInteger();
		Schedule often = interval(Duration.ofMillis(10));
		try (EngineFixture node = node().schedule("test.tick", often, (arguments) -> this.runs.incrementAndGet() < 3)
			.schedule("test.zero", often, (arguments) -> {
				zeros.incrementAndGet();
				return 0;
			})
			.schedule("test.null", often, (arguments) -> {
				nulls.incrementAndGet();
				return null;
			})
			.start()) {
			WorkerHandle worker = worker(node, "test.tick");
			patience().until(worker::isStopped);
			int zerosThen = zeros.get();
			int nullsThen = nulls.get();
			patience().until(() -> zeros.get() > zerosThen + 3 && nulls.get() > nullsThen + 3);
			assertThat(this.runs).hasValue(3);
			assertThat(worker.trigger()).as("a stopped worker is not triggered").isFalse();
		}
	}

	@Test
	@DisplayName("W-9 false from a stage stops a worker")
	void falseFromAStageStopsAWorker() {
		try (EngineFixture node = node()
			.schedule("test.tick", interval(Duration.ofMillis(10)),
					(arguments) -> CompletableFuture.completedFuture(this.runs.incrementAndGet() < 2))
			.start()) {
			patience().until(worker(node, "test.tick")::isStopped);
			assertThat(this.runs.get()).isGreaterThanOrEqualTo(2);
		}
	}

	@Test
	@DisplayName("W-12 X8 a thousand items run one at a time without a pause between them")
	void aQueueRunsOneAtATimeWithoutPauses() {
		AtomicInteger atOnce = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		List<String> order = new CopyOnWriteArrayList<>();
		try (EngineFixture node = node().limited("test.queue", 1, (arguments) -> {
			most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
			order.add((String) arguments[0]);
			atOnce.decrementAndGet();
			return null;
		}).start()) {
			WorkerHandle queue = worker(node, "test.queue");
			long begun = System.nanoTime();
			node.ker
				.sendAll(IntStream.range(0, 1000).mapToObj((i) -> TaskRequest.of("test.queue", "item " + i)).toList());
			patience().until(() -> order.size() == 1000);
			Duration took = Duration.ofNanos(System.nanoTime() - begun);
			assertThat(most).hasValue(1);
			assertThat(order.get(0)).isEqualTo("item 0");
			assertThat(order.get(999)).isEqualTo("item 999");
			assertThat(took).isLessThan(Duration.ofSeconds(10));
			assertThat(queue.kind()).isEqualTo("queue");
		}
	}

	@Test
	@DisplayName("W-12 X1 items are kept before the start, after a stop and across a restart")
	void itemsAreKept() {
		UUID early;
		try (EngineFixture node = node().task("test.queue", this::record).build()) {
			early = worker(node, "test.queue").put("early");
			assertThat(node.ker.status(early)).contains(TaskStatus.PENDING);
		}
		UUID late;
		try (EngineFixture node = node().task("test.queue", this::record).start()) {
			assertThat(node.await(early)).isEqualTo("early");
			assertThat(worker(node, "test.queue").stop()).isTrue();
			late = worker(node, "test.queue").put("late");
			UUID other = node.ker.send("test.queue", "as late");
			assertThat(node.ker.status(other)).contains(TaskStatus.PENDING);
		}
		try (EngineFixture node = node().task("test.queue", this::record).start()) {
			WorkerHandle queue = worker(node, "test.queue");
			assertThat(queue.state()).isEqualTo(WorkerState.STOPPED);
			assertThat(node.ker.status(late)).contains(TaskStatus.PENDING);
			assertThat(queue.start()).isTrue();
			assertThat(node.await(late)).isEqualTo("late");
		}
	}

	@Test
	@DisplayName("W-13 triggers before a run give one run, triggers during it give exactly one more")
	void triggersCoalesce() {
		try (EngineFixture node = node().schedule("test.trigger", TRIGGER, held()).start()) {
			WorkerHandle worker = worker(node, "test.trigger");
			patience().until(worker::trigger);
			this.bodies.awaitBegun(1);
			patience().until(() -> worker.state() == WorkerState.RUNNING);
			for (int i = 0; i < 5; i++) {
				assertThat(worker.trigger()).isTrue();
			}
			this.bodies.release("run 1");
			this.bodies.awaitBegun(2);
			this.bodies.releaseAll();
			patience().until(() -> worker.state() == WorkerState.WAITING);
			assertThat(worker.trigger()).isTrue();
			this.bodies.awaitBegun(3);
			assertThat(this.bodies.begun()).containsExactly("run 1", "run 2", "run 3");
		}
	}

	@Test
	@DisplayName("W-13 a worker may drop triggers during a run")
	void dropsTriggersDuringARun() {
		try (EngineFixture node = node().schedule("test.trigger", new Schedule.OnTrigger(true), held()).start()) {
			WorkerHandle worker = worker(node, "test.trigger");
			patience().until(worker::trigger);
			this.bodies.awaitBegun(1);
			patience().until(() -> worker.state() == WorkerState.RUNNING);
			assertThat(worker.trigger()).isFalse();
			this.bodies.releaseAll();
			patience().until(() -> worker.state() == WorkerState.WAITING);
			assertThat(worker.trigger()).isTrue();
			this.bodies.awaitBegun(2);
		}
	}

	@Test
	@DisplayName("W-14 X2 a stop is bounded though the run is stuck, and what is queued remains")
	void aStopIsBounded() {
		try (EngineFixture node = node().schedule("test.tick", EVERY_HOUR, held())
			.limited("test.queue", 1, this.bodies::holdOn)
			.start()) {
			this.bodies.awaitBegun(1);
			UUID first = worker(node, "test.queue").put("stuck");
			UUID second = worker(node, "test.queue").put("second");
			this.bodies.awaitBegun(2);
			assertThat(worker(node, "test.queue").stop(Duration.ofMillis(50))).isFalse();
			assertThat(worker(node, "test.tick").stop(Duration.ofMillis(50))).isFalse();
			this.bodies.releaseAll();
			node.await(first);
			assertThat(worker(node, "test.queue").stop(Duration.ofSeconds(20))).isTrue();
			assertThat(worker(node, "test.tick").stop(Duration.ofSeconds(20))).isTrue();
			assertThat(node.ker.status(second)).contains(TaskStatus.PENDING);
		}
	}

	@Test
	@DisplayName("X2 a worker that throws goes on")
	void aWorkerThatThrowsGoesOn() {
		try (EngineFixture node = node().schedule("test.tick", interval(Duration.ofMillis(10)), (arguments) -> {
			this.runs.incrementAndGet();
			throw new IllegalStateException("fails each time");
		}).start()) {
			patience().until(() -> this.runs.get() >= 3);
			assertThat(worker(node, "test.tick").isActive()).isTrue();
		}
	}

	@Test
	void aLoopRunsOutsideOfThePoolUntilItReturnsFalse() {
		List<String> threads = new CopyOnWriteArrayList<>();
		try (EngineFixture node = node().loop("test.loop", (arguments) -> {
			threads.add(Thread.currentThread().getName());
			int run = this.runs.incrementAndGet();
			if (run == 2) {
				throw new IllegalStateException("is tried again");
			}
			return (run % 2 == 0) ? CompletableFuture.completedFuture(run < 6) : (Object) true;
		}).start()) {
			WorkerHandle loop = worker(node, "test.loop");
			patience().until(loop::isStopped);
			assertThat(this.runs).hasValue(6);
			assertThat(threads).allMatch((name) -> name.startsWith("kerground-loop-"));
			assertThat(loop.start()).isTrue();
			patience().until(() -> this.runs.get() > 6);
			assertThat(loop.lastExecuted()).isPresent();
		}
	}

	@Test
	void aLoopThatWaitsEndsAtOnceWhenItIsStopped() {
		try (EngineFixture node = node().shutdownTimeout(Duration.ofSeconds(60)).loop("test.loop", (arguments) -> {
			this.runs.incrementAndGet();
			new CountDownLatch(1).await();
			return true;
		}).start()) {
			patience().until(() -> this.runs.get() == 1);
			assertThat(worker(node, "test.loop").stop(Duration.ofSeconds(20))).isTrue();
			worker(node, "test.loop").start();
			patience().until(() -> this.runs.get() == 2);
			long begun = System.nanoTime();
			node.engine.stop();
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(40));
		}
	}

	@Test
	void submittedCallsRunByPriorityInSlotsOfThePool() throws Exception {
		try (EngineFixture node = node().poolSize(1).start()) {
			KergroundWorkers workers = node.engine.workers(node.ker);
			CompletableFuture<Object> first = workers.submit(() -> this.bodies.hold(new Object[] { "first" }),
					TaskPriority.LOW);
			this.bodies.awaitBegun(1);
			CompletableFuture<Object> low = workers.submit(() -> this.bodies.holdOn(new Object[] { "low" }),
					TaskPriority.LOW);
			CompletableFuture<Object> high = workers.submit(() -> this.bodies.holdOn(new Object[] { "high" }),
					TaskPriority.HIGH);
			CompletableFuture<Object> critical = workers.submit(() -> this.bodies.holdOn(new Object[] { "critical" }),
					TaskPriority.CRITICAL);
			assertThat(this.bodies.awaitBegun(2)).containsExactly("first", "critical");
			assertThat(workers.info().waitingCalls()).isEqualTo(2);
			this.bodies.releaseAll();
			assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("first");
			CompletableFuture.allOf(low, high, critical).get(20, TimeUnit.SECONDS);
			assertThat(this.bodies.begun()).containsExactly("first", "critical", "high", "low");
			patience().until(() -> node.pool.active() == 0);
		}
	}

	@Test
	void aSubmittedCallFailsWithWhatItsBodyThrows() {
		try (EngineFixture node = node().start()) {
			CompletableFuture<Object> failed = node.engine.workers(node.ker).submit(() -> {
				throw new IllegalStateException("as it is");
			}, TaskPriority.NORMAL);
			patience().until(failed::isDone);
			assertThat(failed).isCompletedExceptionally();
		}
	}

	@Test
	void nothingIsSubmittedAfterTheStop() {
		EngineFixture node = node().poolSize(1).start();
		KergroundWorkers workers = node.engine.workers(node.ker);
		CompletableFuture<Object> runs = workers.submit(() -> this.bodies.hold(new Object[] { "runs" }),
				TaskPriority.NORMAL);
		this.bodies.awaitBegun(1);
		CompletableFuture<Object> waits = workers.submit(() -> "never", TaskPriority.NORMAL);
		node.close();
		assertThat(runs).isCompletedExceptionally();
		assertThat(waits).isCompletedExceptionally();
		assertThatExceptionOfType(KergroundClosedException.class)
			.isThrownBy(() -> workers.submit(() -> "late", TaskPriority.NORMAL));
	}

	@Test
	void thePoolIsResizedAtRunTime() {
		try (EngineFixture node = node().poolSize(1).task("test.queue", this.bodies::holdOn).start()) {
			KergroundWorkers workers = node.engine.workers(node.ker);
			UUID first = node.ker.send("test.queue", "first");
			UUID second = node.ker.send("test.queue", "second");
			this.bodies.awaitBegun(1);
			assertThat(workers.pool().active()).isEqualTo(1);
			workers.pool().resize(2);
			this.bodies.awaitBegun(2);
			assertThat(workers.info().poolSize()).isEqualTo(2);
			this.bodies.releaseAll();
			node.await(first);
			node.await(second);
			assertThatIllegalArgumentException().isThrownBy(() -> workers.pool().resize(-1));
		}
	}

	private Object record(Object[] arguments) {
		return arguments[0];
	}

	private TaskBody held() {
		return (arguments) -> this.bodies.holdOn(new Object[] { "run " + this.runs.incrementAndGet() });
	}

	private EngineFixture.Builder node() {
		return EngineFixture.on(this.folder.resolve("tasks.db"));
	}

	private static WorkerHandle worker(EngineFixture node, String name) {
		return node.engine.workers(node.ker).worker(name);
	}

	private static Schedule interval(Duration interval) {
		return new Schedule.Interval(interval, Duration.ZERO, Duration.ZERO, MisfirePolicy.SKIP, 10);
	}

	private static ConditionFactory patience() {
		return await().atMost(EngineFixture.PATIENCE).pollInterval(Duration.ofMillis(5));
	}

}

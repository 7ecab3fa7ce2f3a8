package io.kerground.seeds;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.kerground.annotation.KerExceptionHandler;
import io.kerground.annotation.KerLoop;
import io.kerground.annotation.KerSchedule;
import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerTrigger;
import io.kerground.annotation.KerWorker;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.MutableClock;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskFinishedEvent;
import io.kerground.core.TaskListener;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskTimeoutException;
import io.kerground.core.WorkerHandle;
import io.kerground.core.WorkerStart;
import io.kerground.core.WorkerState;
import io.kerground.core.WorkersInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * The behaviour of atasker's workers, as Java users get it. Time passes only when a test
 * says so.
 */
@Timeout(120)
class AtaskerWorkerSeedTests {

	@TempDir
	Path folder;

	private @Nullable SeedApplication started;

	private SeedApplication start(Class<?>... components) {
		this.started = SeedApplication.start(this.folder, components);
		return this.started;
	}

	@AfterEach
	void close() {
		if (this.started != null) {
			this.started.context.getBeansOfType(HeldWorker.class).values().forEach(HeldWorker::releaseAll);
			this.started.close();
		}
	}

	private WorkerHandle worker(String name) {
		return application().bean(KergroundWorkers.class).worker(name);
	}

	private SeedApplication application() {
		assertThat(this.started).isNotNull();
		return this.started;
	}

	private void pass(int millis) {
		application().bean(MutableClock.class).advance(Duration.ofMillis(millis));
	}

	private static void until(Callable<Boolean> fact) {
		await().atMost(SeedApplication.PATIENCE).pollInterval(Duration.ofMillis(2)).until(fact);
	}

	/**
	 * Waits until a worker has begun so many runs and the latest one has ended.
	 */
	private void ran(String name, int runs) {
		TickWorker ticks = application().bean(TickWorker.class);
		until(() -> ticks.begun(name).size() >= runs && worker("ticks." + name).state() != WorkerState.RUNNING);
		assertThat(ticks.begun(name)).hasSize(runs);
	}

	@Test
	@DisplayName("T-A8, A63, A64: a loop runs again and again on a thread of its own until it is stopped")
	void aLoopRunsUntilItIsStopped() {
		start(Loops.class);
		Loops loops = application().bean(Loops.class);
		until(() -> loops.runs.get() > 3 && loops.stages.get() > 3);
		for (String name : List.of("loops.plain", "loops.stage")) {
			assertThat(worker(name).stop(SeedApplication.PATIENCE)).isTrue();
			assertThat(worker(name).isStopped()).isTrue();
		}
		int runs = loops.runs.get();
		worker("loops.stage").start();
		int stages = loops.stages.get();
		until(() -> loops.stages.get() > stages + 3);
		assertThat(loops.runs).hasValue(runs);
		assertThat(loops.thread).startsWith("kerground-loop-");
		assertThat(application().bean(KergroundWorkers.class).info().active()).isZero();
		assertThat(application().ker.list(TaskQuery.all()).tasks()).as("nothing of a loop is stored").isEmpty();
	}

	@ParameterizedTest(name = "T-A9, T-A10, W-10, A58, A76, A79: an interval of 20 ms gives six runs in 100 ms, {0}",
			quoteTextArguments = false)
	@ValueSource(strings = { "value", "stage" })
	void anIntervalGivesARunForEachOfItsTicks(String method) {
		start(TickWorker.class, MutableClock.class);
		Instant begin = application().bean(MutableClock.class).instant();
		for (int run = 1; run <= 6; run++) {
			ran(method, run);
			pass(20);
		}
		assertThat(application().bean(TickWorker.class).begun(method).subList(0, 6))
			.extracting((time) -> Duration.between(begin, time).toMillis())
			.containsExactly(0L, 20L, 40L, 60L, 80L, 100L);
	}

	@Test
	@DisplayName("T-A11, A60: what a run returns is heard by a listener after it is stored")
	void theResultOfARunIsHeardByAListener() {
		start(TickWorker.class, Finishes.class, MutableClock.class);
		Finishes finishes = application().bean(Finishes.class);
		until(() -> finishes.names.contains("ticks.value"));
		UUID id = application().ker.list(TaskQuery.all().name("ticks.value").status(TaskStatus.FINISHED))
			.tasks()
			.get(0)
			.id();
		assertThat(application().ker.response(id, Integer.class)).contains(1);
	}

	@Test
	@DisplayName("T-A12, W-12, A65, A66, A67, A68: a queue takes its items one after the other in their order")
	void aQueueTakesItsItemsOneAfterTheOther() {
		start(Sums.class);
		for (int item : new int[] { 2, 3, 4 }) {
			worker("sums.handle").put(item);
		}
		Sums sums = application().bean(Sums.class);
		until(() -> sums.items.size() == 3);
		assertThat(sums.items).containsExactly(2, 3, 4);
		assertThat(sums.most).hasValue(1);
	}

	@Test
	@DisplayName("A66, A71: an urgent item goes first, and what waits can be counted")
	void anUrgentItemGoesFirst() {
		start(Sums.class);
		assertThat(worker("sums.handle").stop(SeedApplication.PATIENCE)).isTrue();
		for (int item : new int[] { 9, 3, 7 }) {
			worker("sums.handle").put(item);
		}
		application().ker.send(TaskRequest.of(Sums::handle, 1).priority(TaskPriority.HIGH));
		assertThat(application().ker.stats().count(TaskStatus.PENDING)).isEqualTo(4);
		assertThat(worker("sums.handle").start()).isTrue();
		Sums sums = application().bean(Sums.class);
		until(() -> sums.items.size() == 4);
		assertThat(sums.items).containsExactly(1, 9, 3, 7);
	}

	@Test
	@DisplayName("T-A13, W-13, A72, A73, A74, A75: two triggers with a run between them give two runs")
	void twoTriggersGiveTwoRuns() {
		start(TickWorker.class, MutableClock.class);
		WorkerHandle trigger = worker("ticks.trigger");
		assertThat(application().bean(TickWorker.class).begun("trigger")).isEmpty();
		for (int run = 1; run <= 2; run++) {
			assertThat(trigger.trigger()).isTrue();
			ran("trigger", run);
			pass(100);
		}
	}

	@Test
	@DisplayName("W-13, W-14, X2, A74: triggers during a run give exactly one more, and a stop waits no longer than it may")
	void triggersDuringARunGiveExactlyOneMore() {
		start(HoldingWorker.class, HeldWorker.class);
		WorkerHandle worker = worker("holding.refresh");
		HeldWorker held = application().bean(HeldWorker.class);
		for (int i = 0; i < 5; i++) {
			worker.trigger();
		}
		held.awaitBegun(1);
		until(() -> worker.state() == WorkerState.RUNNING);
		for (int i = 0; i < 5; i++) {
			assertThat(worker.trigger()).isTrue();
		}
		held.release("run 1");
		held.awaitBegun(2);
		assertThat(worker.stop(Duration.ofMillis(50))).isFalse();
		assertThat(worker.trigger()).as("it is stopped").isFalse();
		held.releaseAll();
		assertThat(worker.stop(SeedApplication.PATIENCE)).isTrue();
		assertThat(worker.start()).isTrue();
		assertThat(worker.trigger()).isTrue();
		assertThat(held.awaitBegun(3)).containsExactly("run 1", "run 2", "run 3");
	}

	@Test
	@DisplayName("T-A14, A91: what may run once at a time is waited for in vain while it runs, and then does not run")
	void whatRunsOnceAtATimeIsWaitedForInVain() {
		start(Exclusive.class, HeldWorker.class);
		Exclusive exclusive = application().bean(Exclusive.class);
		application().ker.send(Exclusive::write, "first");
		application().bean(HeldWorker.class).awaitBegun(1);
		UUID second = application().ker.send(Exclusive::write, "second");
		assertThatExceptionOfType(TaskTimeoutException.class)
			.isThrownBy(() -> application().ker.await(second, String.class, Duration.ofMillis(500)));
		assertThat(application().ker.cancel(second)).isTrue();
		application().bean(HeldWorker.class).releaseAll();
		UUID third = application().ker.send(Exclusive::write, "third");
		assertThat(application().await(third, String.class)).isEqualTo("third");
		assertThat(exclusive.written).containsExactly("first", "third");
	}

	@Test
	@DisplayName("T-A15, A16: an idle application has no active tasks")
	void anIdleApplicationHasNoActiveTasks() {
		start(TickWorker.class, Loops.class, MutableClock.class);
		ran("value", 1);
		ran("stage", 1);
		until(() -> application().bean(KergroundWorkers.class).info().active() == 0);
		WorkersInfo info = application().bean(KergroundWorkers.class).info();
		assertThat(info.running()).isTrue();
		assertThat(info.waitingCalls()).isZero();
		assertThat(info.schedules()).isEqualTo(8);
		assertThat(info.loops()).isEqualTo(2);
		assertThat(application().ker.stats().count(TaskStatus.RUNNING)).isZero();
	}

	@Test
	@DisplayName("T-A16, T-A17, A57: an executor of one's own runs the body, and its result is awaited")
	void anExecutorOfOnesOwnRunsTheBody() throws Exception {
		start(Named.class, Executors.class);
		assertThat(application().await(application().ker.send(Named::run), String.class)).isEqualTo("named-1");
		assertThat(application().await(application().ker.send(Named::twice, 2), Integer.class)).isEqualTo(4);
		AsyncTaskExecutor executor = application().context.getBean("kergroundExecutor", AsyncTaskExecutor.class);
		assertThat(executor.submit(() -> Thread.currentThread().getName()).get(40, TimeUnit.SECONDS))
			.startsWith("kerground-");
	}

	@Test
	@DisplayName("A56: a task with an asynchronous result begins by its priority too")
	void aTaskWithAnAsynchronousResultBeginsByItsPriority() {
		this.started = SeedApplication.start(this.folder,
				new Class<?>[] { Named.class, Executors.class, HeldWorker.class }, "kerground.pool.size=1",
				"kerground.pool.reserve-normal=0", "kerground.pool.reserve-high=0");
		application().ker.send(HeldWorker::hold, "first");
		application().bean(HeldWorker.class).awaitBegun(1);
		application().ker.send(TaskRequest.of(Named::twice, 1).priority(TaskPriority.LOW));
		application().ker.send(TaskRequest.of(Named::twice, 2).priority(TaskPriority.NORMAL));
		application().ker.send(TaskRequest.of(Named::twice, 3).priority(TaskPriority.HIGH));
		application().bean(HeldWorker.class).releaseAll();
		until(() -> application().ker.stats().count(TaskStatus.FINISHED) == 4);
		assertThat(application().bean(Named.class).values).containsExactly(3, 2, 1);
	}

	@Test
	@DisplayName("T-A22, A86, A87: of two jobs with one interval the stopped one stands still, and the other goes on")
	void aStoppedJobStandsStillAndTheOtherGoesOn() {
		start(TickWorker.class, MutableClock.class);
		for (int run = 1; run <= 10; run++) {
			ran("value", run);
			ran("stage", run);
			pass(20);
		}
		ran("value", 11);
		ran("stage", 11);
		assertThat(worker("ticks.value").stop(SeedApplication.PATIENCE)).isTrue();
		for (int run = 12; run <= 15; run++) {
			pass(20);
			ran("stage", run);
		}
		ran("value", 11);
	}

	@Test
	@DisplayName("T-A1, A90: a task sees no variable of its caller's thread, and changes none")
	void aTaskSeesNoVariableOfItsCaller() {
		start(Variables.class);
		Variables.VARIABLE.set("999");
		try {
			for (int run = 0; run < 20; run++) {
				assertThat(application().await(application().ker.send(Variables::look, "222"), String.class))
					.isEqualTo("none, then 222");
			}
			assertThat(Variables.VARIABLE.get()).isEqualTo("999");
		}
		finally {
			Variables.VARIABLE.remove();
		}
	}

	@Test
	@DisplayName("W-8, A40, A46, A47, A77: a worker is started with another interval and priority, until it is stopped")
	void aWorkerIsStartedWithSomethingElseUntilItIsStopped() {
		start(TickWorker.class, MutableClock.class);
		ran("value", 1);
		assertThat(worker("ticks.value").stop(SeedApplication.PATIENCE)).isTrue();
		pass(1);
		worker("ticks.value")
			.start(WorkerStart.AS_DECLARED.withInterval(Duration.ofSeconds(1)).withPriority(TaskPriority.LOW));
		ran("value", 2);
		pass(999);
		pass(1);
		ran("value", 3);
		assertThat(application().bean(TickWorker.class).context("value").priority()).isEqualTo(TaskPriority.LOW);
		assertThat(worker("ticks.value").stop(SeedApplication.PATIENCE)).isTrue();
		pass(1);
		worker("ticks.value").start();
		ran("value", 4);
		pass(20);
		ran("value", 5);
		assertThat(application().bean(TickWorker.class).context("value").priority()).isEqualTo(TaskPriority.NORMAL);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> worker("ticks.trigger").start(WorkerStart.AS_DECLARED.withInterval(Duration.ofHours(1))));
	}

	@Test
	@DisplayName("A35, A36, A37, A48: each run is a task with the worker's name, priority and context")
	void eachRunIsATask() {
		start(TickWorker.class, MutableClock.class);
		ran("rush", 1);
		TaskContext context = application().bean(TickWorker.class).context("rush");
		assertThat(context.name()).isEqualTo("ticks.rush");
		assertThat(context.priority()).isEqualTo(TaskPriority.HIGH);
		assertThat(application().ker.find(context.taskId())).hasValueSatisfying((task) -> {
			assertThat(task.status()).isEqualTo(TaskStatus.FINISHED);
			assertThat(task.priority()).isEqualTo(TaskPriority.HIGH);
			assertThat(task.queue()).isEqualTo("ticks");
		});
	}

	@Test
	@DisplayName("W-9, A49, A74: only the boolean false stops a worker, and a stopped one is not triggered")
	void onlyFalseStopsAWorker() {
		start(TickWorker.class, MutableClock.class);
		for (int run = 1; run <= 3; run++) {
			ran("three", run);
			ran("zero", run);
			ran("nothing", run);
			ran("missing", run);
			pass(20);
		}
		until(() -> worker("ticks.three").isStopped());
		for (String name : List.of("zero", "nothing", "missing")) {
			assertThat(worker("ticks." + name).isActive()).isTrue();
			ran(name, 4);
		}
		assertThat(worker("ticks.three").trigger()).isFalse();
		ran("three", 3);
	}

	@Test
	@DisplayName("W-11, A41, A42, A43: a worker's handler hears of each failed run, and the worker goes on")
	void aWorkersHandlerHearsOfEachFailedRun() {
		start(FailingWorker.class, MutableClock.class);
		FailingWorker failing = application().bean(FailingWorker.class);
		until(() -> failing.heard("tick") == 1);
		pass(20);
		until(() -> failing.heard("tick") == 2);
		assertThat(worker("failing.refresh").trigger()).isTrue();
		until(() -> failing.heard("refresh") == 1);
		until(() -> failing.heard("loop") >= 1);
		assertThat(failing.contexts).contains("failing.tick", "failing.refresh", "failing.loop");
		for (String name : List.of("tick", "refresh", "loop")) {
			assertThat(worker("failing." + name).isActive()).as(name).isTrue();
		}
	}

	@Test
	@DisplayName("A50, A51, A52: start and stop tell whether they changed anything, and the latest run is known")
	void startAndStopTellWhetherTheyChangedAnything() {
		start(TickWorker.class, MutableClock.class);
		WorkerHandle worker = worker("ticks.value");
		Instant begin = application().bean(MutableClock.class).instant();
		ran("value", 1);
		assertThat(worker.start()).isFalse();
		assertThat(worker.isActive()).isTrue();
		assertThat(worker.lastExecuted()).contains(begin);
		assertThat(worker.stopAsync()).succeedsWithin(SeedApplication.PATIENCE).isEqualTo(true);
		assertThat(worker.stop()).isFalse();
		assertThat(worker.isActive()).isFalse();
		pass(1);
		assertThat(worker.start()).isTrue();
		ran("value", 2);
		pass(1);
		assertThat(worker.restart(SeedApplication.PATIENCE)).isTrue();
		ran("value", 3);
	}

	@Test
	@DisplayName("W-12, X8, A69: a thousand items are put and handled one at a time without a pause between them")
	void aThousandItemsNeedNoPauses() {
		start(Sums.class, MutableClock.class);
		WorkerHandle queue = worker("sums.handle");
		Sums sums = application().bean(Sums.class);
		long begun = System.nanoTime();
		for (int item = 1; item <= 1000; item++) {
			queue.put(item);
		}
		until(() -> sums.items.size() == 1000);
		// a pause of 20 ms after each item would make it twice as long; without any it
		// takes about 0.6 s
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
		assertThat(sums.items).isEqualTo(IntStream.rangeClosed(1, 1000).boxed().toList());
		assertThat(sums.most).hasValue(1);
	}

	@KerWorker("loops")
	static class Loops {

		private final AtomicInteger runs = new AtomicInteger();

		private final AtomicInteger stages = new AtomicInteger();

		private volatile String thread = "";

		@KerLoop(pause = "1ms")
		public void plain() {
			this.thread = Thread.currentThread().getName();
			this.runs.incrementAndGet();
		}

		@KerLoop(pause = "1ms")
		public CompletableFuture<Boolean> stage() {
			return CompletableFuture.supplyAsync(() -> this.stages.incrementAndGet() > 0);
		}

	}

	static class Finishes implements TaskListener {

		private final List<String> names = new CopyOnWriteArrayList<>();

		@Override
		public void onTaskEvent(TaskEvent event) {
			if (event instanceof TaskFinishedEvent finished) {
				this.names.add(finished.task().name());
			}
		}

	}

	@KerWorker("sums")
	static class Sums {

		private final List<Integer> items = new CopyOnWriteArrayList<>();

		private final AtomicInteger atOnce = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		@KerTask(concurrency = 1)
		public void handle(int item) {
			this.most.accumulateAndGet(this.atOnce.incrementAndGet(), Math::max);
			this.items.add(item);
			this.atOnce.decrementAndGet();
		}

	}

	@KerWorker("failing")
	static class FailingWorker {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		private final Set<String> contexts = ConcurrentHashMap.newKeySet();

		@KerSchedule(interval = "20ms")
		public void tick() {
			throw new IllegalStateException("tick");
		}

		@KerTrigger
		public void refresh() {
			throw new IllegalStateException("refresh");
		}

		@KerLoop
		public void loop() {
			throw new IllegalStateException("loop");
		}

		@KerExceptionHandler
		public void onError(IllegalStateException ex, TaskContext context) {
			this.heard.add(ex.getMessage());
			this.contexts.add(context.name());
			throw new IllegalArgumentException("a handler that fails");
		}

		long heard(String text) {
			return this.heard.stream().filter(text::equals).count();
		}

	}

	@KerWorker("holding")
	static class HoldingWorker {

		private final AtomicInteger runs = new AtomicInteger();

		private final HeldWorker held;

		HoldingWorker(HeldWorker held) {
			this.held = held;
		}

		@KerTrigger
		public void refresh() throws InterruptedException {
			this.held.hold("run " + this.runs.incrementAndGet());
		}

	}

	@KerWorker("exclusive")
	static class Exclusive {

		private final List<String> written = new CopyOnWriteArrayList<>();

		private final HeldWorker held;

		Exclusive(HeldWorker held) {
			this.held = held;
		}

		@KerTask(concurrency = 1)
		public String write(String text) throws InterruptedException {
			this.written.add(text);
			return this.held.hold(text);
		}

	}

	@KerWorker("named")
	static class Named {

		private final List<Integer> values = new CopyOnWriteArrayList<>();

		private final AsyncTaskExecutor executor;

		Named(@Qualifier("ownExecutor") AsyncTaskExecutor executor) {
			this.executor = executor;
		}

		public CompletableFuture<String> run() {
			return this.executor.submitCompletable(() -> Thread.currentThread().getName());
		}

		public CompletableFuture<Integer> twice(int value) {
			this.values.add(value);
			return CompletableFuture.supplyAsync(() -> value * 2);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Executors {

		@Bean
		ThreadPoolTaskExecutor ownExecutor() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setThreadNamePrefix("named-");
			return executor;
		}

	}

	@KerWorker("variables")
	static class Variables {

		private static final InheritableThreadLocal<String> VARIABLE = new InheritableThreadLocal<>();

		public String look(String mine) {
			String seen = VARIABLE.get();
			VARIABLE.set(mine);
			try {
				return ((seen != null) ? seen : "none") + ", then " + VARIABLE.get();
			}
			finally {
				VARIABLE.remove();
			}
		}

	}

}

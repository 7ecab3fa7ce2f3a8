package io.kerground.seeds;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.kerground.core.KergroundClosedException;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.MutableClock;
import io.kerground.core.TaskBatch;
import io.kerground.core.TaskBatchState;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskTimeoutException;
import io.kerground.engine.EngineThreads;
import io.kerground.engine.PoolLimits;
import io.kerground.engine.WorkerPool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The behaviour of atasker, as Java users get it.
 */
@Timeout(120)
class AtaskerSeedTests {

	@TempDir
	Path folder;

	private SeedApplication start(int size, int reserveNormal, int reserveHigh) {
		return SeedApplication.start(this.folder, new Class<?>[] { HeldWorker.class, SumWorker.class },
				"kerground.pool.size=" + size, "kerground.pool.reserve-normal=" + reserveNormal,
				"kerground.pool.reserve-high=" + reserveHigh);
	}

	private static void send(SeedApplication application, TaskPriority priority, String... names) {
		for (String name : names) {
			application.ker.send(TaskRequest.of(HeldWorker::hold, name).priority(priority));
		}
	}

	static Stream<Arguments> startOrders() {
		List<Arguments> table = new ArrayList<>();
		for (boolean ahead : new boolean[] { false, true }) {
			table.add(Arguments.of("2 slots with reserves of 1 and 1", "2 1 1 0", ahead, """
					send L0 begins L0, send L1 begins L1, send L2, send L3,
					send N0 begins N0, send N1, send N2, send H0 begins H0, send H1, send H2,
					send C0 begins C0, send C1 begins C1, send C2 begins C2, end C0, end C1, end C2,
					end L0 begins H1, end L1 begins H2, end N0, end H0 begins N1, end H1 begins N2,
					end H2, end N1 begins L2, end N2 begins L3, end L2, end L3"""));
			table.add(Arguments.of("without reserves the order is strict", "1 0 0 0", ahead, """
					send N0 begins N0, send L0, send L1, send N1, send N2, send H0, send H1,
					end N0 begins H0, end H0 begins H1, end H1 begins N1, end N1 begins N2,
					end N2 begins L0, end L0 begins L1, end L1"""));
			table.add(Arguments.of("a size of 0 has no limit", "0 0 0 0", ahead, """
					send L0 begins L0, send N0 begins N0, send L1 begins L1, send H0 begins H0, send L2 begins L2,
					end L0, end N0, end L1, end H0, end L2"""));
			table.add(Arguments.of("a full pool holds no critical task up", "1 0 0 0", ahead, """
					send H0 begins H0, send H1, send C0 begins C0, send C1 begins C1,
					end C0, end C1, end H0 begins H1, end H1"""));
			table.add(Arguments.of("critical tasks have a limit if one is set", "1 0 0 1", ahead, """
					send H0 begins H0, send C0 begins C0, send C1, end C0 begins C1, end C1, end H0"""));
		}
		return table.stream();
	}

	@ParameterizedTest(name = "A-PRIO, W-1, A4, A5, A6, X13: {0}, claimed ahead: {2}", quoteTextArguments = false)
	@MethodSource("startOrders")
	void tasksBeginInThisOrder(String rule, String limits, boolean ahead, String steps) {
		String[] limit = limits.split(" ");
		try (SeedApplication application = SeedApplication.start(this.folder,
				new Class<?>[] { HeldWorker.class, SumWorker.class, MutableClock.class },
				"kerground.pool.size=" + limit[0], "kerground.pool.reserve-normal=" + limit[1],
				"kerground.pool.reserve-high=" + limit[2], "kerground.pool.max-critical=" + limit[3])) {
			HeldWorker held = application.bean(HeldWorker.class);
			try {
				runShortBodies(application, ahead ? 20 : 0);
				List<String> expected = new ArrayList<>();
				for (String step : steps.split(",\\s+")) {
					follow(application, held, step.split(" "), expected);
				}
				await().atMost(SeedApplication.PATIENCE)
					.until(() -> application.ker.stats().count(TaskStatus.RUNNING) == 0);
				assertThat(held.begun()).as(rule).containsExactlyElementsOf(expected);
			}
			finally {
				held.releaseAll();
			}
		}
	}

	/**
	 * Runs bodies that take no time, after which tasks are claimed before they can begin.
	 */
	private static void runShortBodies(SeedApplication application, int count) {
		for (int i = 0; i < count; i++) {
			application.await(application.ker.send(SumWorker::sum, 1, 1), Integer.class);
		}
	}

	/**
	 * Follows a step such as "end L0 begins H1".
	 */
	private static void follow(SeedApplication application, HeldWorker held, String[] step, List<String> expected) {
		if (step[0].equals("send")) {
			TaskPriority priority = switch (step[1].charAt(0)) {
				case 'L' -> TaskPriority.LOW;
				case 'N' -> TaskPriority.NORMAL;
				case 'H' -> TaskPriority.HIGH;
				default -> TaskPriority.CRITICAL;
			};
			send(application, priority, step[1]);
		}
		else {
			held.release(step[1]);
		}
		if (step.length > 2) {
			expected.add(step[3]);
		}
		assertThat(held.awaitBegun(expected.size())).as(String.join(" ", step)).containsExactlyElementsOf(expected);
	}

	@Test
	@DisplayName("A-PRIO: after short bodies tasks are claimed ahead, so that the table holds for these too")
	void afterShortBodiesTasksAreClaimedAhead() {
		try (SeedApplication application = SeedApplication.start(this.folder,
				new Class<?>[] { HeldWorker.class, SumWorker.class, MutableClock.class }, "kerground.pool.size=2",
				"kerground.pool.reserve-normal=1", "kerground.pool.reserve-high=1")) {
			HeldWorker held = application.bean(HeldWorker.class);
			try {
				runShortBodies(application, 20);
				send(application, TaskPriority.LOW, "L0", "L1", "L2", "L3");
				assertThat(held.awaitBegun(2)).containsExactlyInAnyOrder("L0", "L1");
				await().atMost(SeedApplication.PATIENCE)
					.until(() -> application.ker.stats().count(TaskStatus.RUNNING) == 4);
				assertThat(held.begun()).hasSize(2);
			}
			finally {
				held.releaseAll();
			}
		}
	}

	@Test
	@DisplayName("W-1, A2: a pool that is made larger while tasks run lets more of them start")
	void aPoolThatIsMadeLargerLetsMoreTasksStart() {
		try (SeedApplication application = start(1, 0, 0)) {
			HeldWorker held = application.bean(HeldWorker.class);
			send(application, TaskPriority.LOW, "L0", "L1", "L2");
			held.awaitBegun(1);
			application.bean(WorkerPool.class).resize(PoolLimits.ofSize(2));
			assertThat(held.awaitBegun(2)).containsExactly("L0", "L1");
			held.release("L0", "L1", "L2");
		}
	}

	@Test
	@DisplayName("A34: a delayed task holds no slot")
	void aDelayedTaskHoldsNoSlot() {
		try (SeedApplication application = start(1, 0, 0)) {
			UUID delayed = application.ker.send(TaskRequest.of(SumWorker::sum, 1, 1).delay(Duration.ofHours(1)));
			assertThat(application.await(application.ker.send(SumWorker::sum, 1, 2), Integer.class)).isEqualTo(3);
			assertThat(application.ker.status(delayed)).contains(TaskStatus.PENDING);
		}
	}

	@Test
	@DisplayName("T-A2, T-A3, T-A5, A88, A89: a batch gives the results of its members")
	void aBatchGivesTheResultsOfItsMembers() {
		try (SeedApplication application = start(2, 0, 0)) {
			for (TaskBatch kind : List.of(TaskBatch.sequential(), TaskBatch.concurrent())) {
				UUID id = application.ker
					.send(kind.add(TaskRequest.of(SumWorker::sum, 0, 1), TaskRequest.of(SumWorker::sum, 1, 1)));
				TaskBatchState state = application.ker.awaitBatch(id, SeedApplication.PATIENCE);
				int total = state.members().stream().mapToInt((task) -> application.await(task, Integer.class)).sum();
				assertThat(total).isEqualTo(3);
			}
		}
	}

	@Test
	@DisplayName("T-A6: a critical task runs though the pool is full")
	void aCriticalTaskRunsThoughThePoolIsFull() {
		try (SeedApplication application = start(1, 0, 0)) {
			HeldWorker held = application.bean(HeldWorker.class);
			send(application, TaskPriority.HIGH, "full");
			held.awaitBegun(1);
			UUID id = application.ker.send(TaskRequest.of(SumWorker::sum, 3, 4).priority(TaskPriority.CRITICAL));
			assertThat(application.await(id, Integer.class)).isEqualTo(7);
			held.release("full");
		}
	}

	@Test
	@DisplayName("T-A7, A33: a callback hears the result")
	void aCallbackHearsTheResult() throws Exception {
		try (SeedApplication application = start(1, 0, 0)) {
			UUID id = application.ker.send(SumWorker::sum, 4, 6);
			assertThat(application.ker.completion(id, Integer.class)
				.thenApply((result) -> (result != null) ? result * 2 : null)
				.get(40, TimeUnit.SECONDS)).isEqualTo(20);
		}
	}

	@Test
	@DisplayName("T-A18, T-A19, T-A20, T-A21, A30: results are waited for in the order of the ids; who waits too long is told")
	void resultsAreWaitedForInTheOrderOfTheIds() {
		try (SeedApplication application = start(3, 0, 0)) {
			List<UUID> ids = application.ker
				.sendAll(List.of(TaskRequest.of(SumWorker::sum, 700, 77), TaskRequest.of(SumWorker::sum, 100, 11)));
			assertThat(ids).extracting((id) -> application.await(id, Integer.class)).containsExactly(777, 111);
			UUID late = application.ker.send(TaskRequest.of(SumWorker::sum, 1, 1).delay(Duration.ofHours(1)));
			assertThatExceptionOfType(TaskTimeoutException.class)
				.isThrownBy(() -> application.ker.await(late, Integer.class, Duration.ofMillis(20)));
		}
	}

	@Test
	@DisplayName("W-14, A12, A13, X2: a stop is bounded though a body is stuck, and what waits stays in the store")
	void aStopIsBoundedThoughABodyIsStuckAndWhatWaitsStays() {
		SeedApplication application = SeedApplication.start(this.folder,
				new Class<?>[] { HeldWorker.class, SumWorker.class }, "kerground.pool.size=1",
				"kerground.pool.reserve-normal=0", "kerground.pool.reserve-high=0",
				"kerground.worker.shutdown-timeout=1s");
		HeldWorker held = application.bean(HeldWorker.class);
		UUID stuck = application.ker.send(HeldWorker::holdOn, "stuck");
		held.awaitBegun(1);
		UUID waiting = application.ker.send(SumWorker::sum, 1, 2);
		application.close();
		held.release("stuck");
		try (SeedApplication next = start(2, 0, 0)) {
			next.bean(HeldWorker.class).release("stuck");
			assertThat(next.await(waiting, Integer.class)).isEqualTo(3);
			assertThat(next.await(stuck, String.class)).isEqualTo("stuck");
		}
	}

	@Test
	@DisplayName("W-17, A22: the template may be used by many threads at once")
	void theTemplateMayBeUsedByManyThreadsAtOnce() throws Exception {
		try (SeedApplication application = start(4, 0, 0)) {
			int threads = 8;
			int each = 50;
			CountDownLatch done = new CountDownLatch(threads);
			ConcurrentLinkedQueue<Integer> results = new ConcurrentLinkedQueue<>();
			for (int i = 0; i < threads; i++) {
				EngineThreads.factory("sender-").newThread(() -> {
					use(application.ker, each, results);
					done.countDown();
				}).start();
			}
			assertThat(done.await(100, TimeUnit.SECONDS)).isTrue();
			assertThat(results).hasSize(threads * each).containsOnly(3);
			assertThat(application.ker.stats().count(TaskStatus.FINISHED)).isEqualTo((long) threads * each);
		}
	}

	private static void use(KergroundTemplate ker, int count, ConcurrentLinkedQueue<Integer> results) {
		try {
			for (int i = 0; i < count; i++) {
				UUID id = ker.send(SumWorker::sum, 1, 2);
				ker.stats();
				ker.cancel(UUID.randomUUID());
				results.add(ker.await(id, Integer.class, SeedApplication.PATIENCE));
			}
		}
		catch (KergroundClosedException ex) {
			throw new AssertionError(ex);
		}
	}

}

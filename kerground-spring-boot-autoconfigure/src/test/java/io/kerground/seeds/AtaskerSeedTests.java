package io.kerground.seeds;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.kerground.core.KergroundClosedException;
import io.kerground.core.KergroundTemplate;
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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

	@Test
	@DisplayName("W-1, A5, A-PRIO: tasks start by priority, each up to its limit, and CRITICAL at once")
	void tasksStartByPriorityEachUpToItsLimitAndCriticalAtOnce() {
		try (SeedApplication application = start(2, 1, 1)) {
			HeldWorker held = application.bean(HeldWorker.class);
			List<String> expected = new ArrayList<>();
			send(application, TaskPriority.LOW, "L0", "L1", "L2", "L3");
			begins(held, expected, "L0", "L1");
			send(application, TaskPriority.NORMAL, "N0", "N1", "N2");
			begins(held, expected, "N0");
			send(application, TaskPriority.HIGH, "H0", "H1", "H2");
			begins(held, expected, "H0");
			send(application, TaskPriority.CRITICAL, "C0", "C1", "C2");
			begins(held, expected, "C0", "C1", "C2");
			assertThat(application.ker.stats().count(TaskStatus.RUNNING)).isEqualTo(7);
			held.release("C0", "C1", "C2", "L0");
			begins(held, expected, "H1");
			held.release("L1");
			begins(held, expected, "H2");
			held.release("N0", "H0");
			begins(held, expected, "N1");
			held.release("H1");
			begins(held, expected, "N2");
			held.release("H2", "N1");
			begins(held, expected, "L2");
			held.release("N2");
			begins(held, expected, "L3");
			held.release("L2", "L3");
		}
	}

	/**
	 * Checks that the next to begin are the given ones, in any order when they may begin
	 * together.
	 */
	private static void begins(HeldWorker held, List<String> expected, String... next) {
		List<String> begun = held.awaitBegun(expected.size() + next.length);
		assertThat(begun.subList(0, expected.size())).containsExactlyElementsOf(expected);
		List<String> later = begun.subList(expected.size(), begun.size());
		assertThat(later).containsExactlyInAnyOrder(next);
		expected.addAll(later);
	}

	@Test
	@DisplayName("W-1, X13: without reserves the order is strict, and first in first out within a priority")
	void withoutReservesTheOrderIsStrict() {
		try (SeedApplication application = start(1, 0, 0)) {
			HeldWorker held = application.bean(HeldWorker.class);
			send(application, TaskPriority.NORMAL, "first");
			held.awaitBegun(1);
			send(application, TaskPriority.LOW, "L0", "L1", "L2");
			send(application, TaskPriority.NORMAL, "N0", "N1", "N2");
			send(application, TaskPriority.HIGH, "H0", "H1", "H2");
			held.release("first", "L0", "L1", "L2", "N0", "N1", "N2", "H0", "H1", "H2");
			assertThat(held.awaitBegun(10)).containsExactly("first", "H0", "H1", "H2", "N0", "N1", "N2", "L0", "L1",
					"L2");
		}
	}

	@Test
	@DisplayName("W-1, A6: a pool of size 0 has no limit")
	void aPoolOfSizeZeroHasNoLimit() {
		try (SeedApplication application = start(0, 0, 0)) {
			HeldWorker held = application.bean(HeldWorker.class);
			String[] names = new String[30];
			for (int i = 0; i < names.length; i++) {
				names[i] = "L" + i;
			}
			send(application, TaskPriority.LOW, names);
			assertThat(held.awaitBegun(30)).containsExactlyInAnyOrder(names);
			held.release(names);
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
	@DisplayName("T-A18..T-A21, A30: results are waited for in the order of the ids; who waits too long is told")
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

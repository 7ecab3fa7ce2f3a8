package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.kerground.core.MutableClock;
import io.kerground.core.Task;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskReleasedEvent;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ClaimedTasks}: what is claimed ahead while bodies are short.
 */
@Timeout(60)
class ClaimAheadTests {

	private static final int POOL = 3;

	@TempDir
	Path folder;

	private final MutableClock clock = new MutableClock();

	private final HeldBodies bodies = new HeldBodies();

	private EngineFixture fixture;

	@BeforeEach
	void start() {
		this.fixture = EngineFixture.on(this.folder.resolve("tasks.db"))
			.clock(this.clock)
			.poolSize(POOL)
			.task("test.quick", (arguments) -> {
				this.clock.advance(Duration.ofMillis(10));
				return null;
			})
			.task("test.instant", (arguments) -> null)
			.task("test.slow", (arguments) -> {
				this.clock.advance(Duration.ofMillis(100));
				return null;
			})
			.task("test.hold", this.bodies::hold)
			.start();
	}

	@AfterEach
	void close() {
		this.bodies.releaseAll();
		this.fixture.close();
	}

	private void run(String task, int times) {
		for (int i = 0; i < times; i++) {
			this.fixture.await(this.fixture.ker.send(task, "x"));
		}
	}

	private UUID hold(String name, TaskPriority priority) {
		return this.fixture.ker.send(TaskRequest.of("test.hold", name).priority(priority));
	}

	private List<UUID> fill() {
		return fill(2 * POOL + 2);
	}

	private List<UUID> fill(int tasks) {
		List<UUID> ids = new ArrayList<>();
		for (int i = 1; i <= tasks; i++) {
			ids.add(hold("task " + i, TaskPriority.NORMAL));
		}
		this.bodies.awaitBegun(POOL);
		return ids;
	}

	private long count(TaskStatus status) {
		return this.fixture.ker.stats().count(status);
	}

	@Test
	void afterShortBodiesAsManyTasksAsThePoolIsLargeWaitForASlot() {
		run("test.quick", 20);
		fill();
		assertThat(count(TaskStatus.RUNNING)).isEqualTo(2 * POOL);
		assertThat(count(TaskStatus.PENDING)).isEqualTo(2);
		assertThat(this.bodies.begun()).hasSize(POOL);
	}

	@Test
	void afterVeryShortBodiesMoreTasksWaitForASlot() {
		run("test.instant", 60);
		fill(10 * POOL);
		assertThat(count(TaskStatus.RUNNING)).isEqualTo(10 * POOL);
		assertThat(this.bodies.begun()).hasSize(POOL);
	}

	@Test
	void whereADeathIsBlamedOnAllThatAreClaimedNoMoreWaitThanThePoolIsLarge() {
		ClaimedTasks tasks = new ClaimedTasks(this.fixture.pool);
		for (int i = 0; i < 60; i++) {
			tasks.bodyTook(1000);
		}
		assertThat(tasks.demand(1).ahead()).isEqualTo(POOL);
		tasks.tellCrashesExactly(true);
		assertThat(tasks.demand(1).ahead()).isGreaterThan(10 * POOL);
	}

	@Test
	void afterLongBodiesNothingIsClaimedAhead() {
		run("test.quick", 20);
		run("test.slow", 20);
		fill();
		assertThat(count(TaskStatus.RUNNING)).isEqualTo(POOL);
	}

	@Test
	void aFreedSlotTakesTheNextTaskThatWaits() {
		run("test.quick", 20);
		fill();
		for (int i = 1; i <= 2 * POOL + 2; i++) {
			this.bodies.release("task " + i);
		}
		assertThat(this.bodies.awaitBegun(2 * POOL + 2)).containsExactlyInAnyOrder("task 1", "task 2", "task 3",
				"task 4", "task 5", "task 6", "task 7", "task 8");
		await().until(() -> count(TaskStatus.FINISHED) == 20 + 2 * POOL + 2);
		assertThat(this.fixture.pool.active()).isZero();
	}

	@Test
	void aMoreUrgentTaskIsClaimedThoughOthersWaitAndBeginsBeforeThem() {
		run("test.quick", 20);
		fill();
		hold("urgent", TaskPriority.HIGH);
		this.bodies.release("task 1");
		assertThat(this.bodies.awaitBegun(POOL + 1)).last().isEqualTo("urgent");
	}

	@Test
	void aCriticalTaskBeginsAtOnceBeyondThePool() {
		run("test.quick", 20);
		fill();
		hold("critical", TaskPriority.CRITICAL);
		assertThat(this.bodies.awaitBegun(POOL + 1)).last().isEqualTo("critical");
		assertThat(this.fixture.pool.active()).isEqualTo(POOL + 1);
	}

	@Test
	void whatHasNotBegunAfterHalfASecondIsGivenBackWithItsAttempt() {
		run("test.quick", 20);
		List<UUID> ids = fill();
		this.clock.advance(Duration.ofMillis(499));
		this.fixture.ker.cancel(UUID.randomUUID());
		assertThat(count(TaskStatus.RUNNING)).isEqualTo(2 * POOL);
		this.clock.advance(Duration.ofMillis(1));
		assertThat(awaitReleased()).extracting((event) -> event.task().id())
			.containsAll(ids.subList(POOL, 2 * POOL))
			.doesNotContainAnyElementsOf(ids.subList(0, POOL));
		assertThat(awaitReleased()).allMatch((event) -> event.task().attempt() == 0);
		assertThat(this.bodies.begun()).hasSize(POOL);
	}

	/**
	 * Waits until the tasks that waited are given back.
	 */
	private List<TaskReleasedEvent> awaitReleased() {
		return await().atMost(EngineFixture.PATIENCE)
			.until(() -> this.fixture.events.stream()
				.filter(TaskReleasedEvent.class::isInstance)
				.map(TaskReleasedEvent.class::cast)
				.toList(), (released) -> released.size() >= POOL);
	}

	@Test
	void aTaskThatIsCancelledWhileItWaitsNeverBegins() {
		run("test.quick", 20);
		List<UUID> ids = fill();
		assertThat(this.fixture.ker.cancel(ids.get(POOL))).isTrue();
		for (int i = 1; i <= 2 * POOL + 2; i++) {
			this.bodies.release("task " + i);
		}
		await().until(() -> count(TaskStatus.FINISHED) == 20 + 2 * POOL + 1);
		assertThat(this.bodies.begun()).doesNotContain("task 4");
		assertThat(this.fixture.ker.status(ids.get(POOL))).contains(TaskStatus.CANCELLED);
	}

	@Test
	void aStopGivesBackWhatHasNotBegun() {
		run("test.quick", 20);
		List<UUID> ids = fill();
		CompletableFuture<Void> stop = CompletableFuture.runAsync(this.fixture.engine::stop);
		await().atMost(EngineFixture.PATIENCE).until(() -> count(TaskStatus.RUNNING) == POOL);
		this.bodies.releaseAll();
		assertThat(stop).succeedsWithin(EngineFixture.PATIENCE);
		assertThat(count(TaskStatus.RUNNING)).isZero();
		assertThat(this.bodies.begun()).hasSize(POOL);
		for (UUID id : ids.subList(POOL, ids.size())) {
			Task task = this.fixture.ker.find(id).orElseThrow();
			assertThat(task.status()).isEqualTo(TaskStatus.PENDING);
			assertThat(task.attempt()).isZero();
		}
	}

	@Test
	void theTrueStartIsStoredThoughTheTaskWasClaimedBefore() {
		run("test.quick", 20);
		List<UUID> ids = fill();
		this.clock.advance(Duration.ofMillis(300));
		this.bodies.release("task 1");
		this.bodies.awaitBegun(POOL + 1);
		this.bodies.release("task 4");
		this.fixture.await(ids.get(POOL));
		Task task = this.fixture.ker.find(ids.get(POOL)).orElseThrow();
		assertThat(task.startedAt()).isEqualTo(this.clock.instant());
	}

}

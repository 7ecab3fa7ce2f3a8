package io.kerground.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimScope;
import io.kerground.core.MisfirePolicy;
import io.kerground.core.NewTask;
import io.kerground.core.Schedule;
import io.kerground.core.ScheduleDefinition;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.ScheduleRepository.Declaration;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who wins when several nodes say something about one schedule, and what pauses and
 * limits keep from being claimed.
 */
abstract class ScheduleRepositoryContract {

	private static final String NAME = StoreFixture.NAME;

	private StoreFixture store;

	private ScheduleRepository schedules;

	abstract StoreFixture fixture(String prefix);

	@BeforeEach
	void open() {
		this.store = fixture("other_");
		this.schedules = this.store.repository.schedules();
		Schedule schedule = new Schedule.Interval(Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO,
				MisfirePolicy.SKIP, 1);
		this.schedules.register("test", this.store.node.seq(),
				List.of(new Declaration(new ScheduleDefinition(NAME, schedule), 1000L)));
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	@Test
	void aTickIsFiredOnce() {
		assertThat(this.schedules.fire(NAME, 1000, 2000L, task())).isTrue();
		assertThat(this.schedules.fire(NAME, 1000, 3000L, task())).as("while its run is under way").isFalse();
		runAll();
		assertThat(this.schedules.fire(NAME, 1000, 3000L, task())).as("after its run").isFalse();
		assertThat(this.schedules.schedules()).singleElement().satisfies((row) -> {
			assertThat(row.nextAt()).isEqualTo(2000);
			assertThat(row.tickAt()).isEqualTo(1000);
			assertThat(row.lastStatus()).isEqualTo(TaskStatus.FINISHED);
		});
		assertThat(this.store.repository.stats().count(TaskStatus.FINISHED)).isEqualTo(1);
	}

	@Test
	void nothingIsFiredWhileTheRunBeforeIsUnderWay() {
		assertThat(this.schedules.fire(NAME, 1000, 2000L, task())).isTrue();
		assertThat(this.schedules.fire(NAME, 2000, 3000L, task())).isFalse();
		assertThat(this.schedules.reschedule(NAME, 2000L, 3000L)).isFalse();
	}

	@Test
	void aPausedScheduleIsNotFired() {
		assertThat(this.schedules.pause(NAME)).isTrue();
		assertThat(this.schedules.fire(NAME, 1000, 2000L, task())).isFalse();
		assertThat(this.schedules.trigger(task(), false, false)).isFalse();
		assertThat(this.schedules.resume(NAME, 1000L, ScheduleRepository.Start.AS_DECLARED)).isTrue();
		assertThat(this.schedules.fire(NAME, 1000, 2000L, task())).isTrue();
	}

	@Test
	void aTaskOfATickThatIsStoredAlreadyIsNotStoredAgain() {
		NewTask task = task();
		this.store.repository.send(List.of(task));
		assertThat(this.schedules.fire(NAME, 1000, 2000L, task)).isTrue();
		assertThat(this.store.repository.stats().count(TaskStatus.PENDING)).isEqualTo(1);
	}

	@Test
	void nothingIsClaimedFromAPausedQueue() {
		this.schedules.pauseQueue("default", true);
		this.store.demand = ClaimDemand.ofSlots(3);
		UUID id = this.store.send();
		claim(ClaimDemand.ofSlots(3));
		assertThat(this.store.claimed).isEmpty();
		assertThat(this.schedules.pausedQueues()).containsExactly("default");
		assertThat(this.schedules.pauseQueue("default", false)).isTrue();
		claim(ClaimDemand.ofSlots(3));
		assertThat(this.store.claimed).extracting((task) -> task.reference().id()).containsExactly(id);
	}

	@Test
	void noMoreTasksOfANameAreClaimedThanMayRunAtOnce() {
		this.store.repository.attach(new ClaimScope(this.store.node.seq(), Set.of(NAME, "test.other"), Set.of(), 2,
				List.of(new ClaimScope.ConcurrencyLimit(Set.of(NAME, "test.alias"), 2))), this.store);
		for (int i = 0; i < 5; i++) {
			this.store.send();
		}
		this.store.send(TaskPriority.NORMAL, "default", "test.other", 0);
		claim(ClaimDemand.ofSlots(9));
		assertThat(this.store.claimed).extracting((task) -> task.reference().name())
			.containsExactlyInAnyOrder(NAME, NAME, "test.other");
		this.store.demand = ClaimDemand.ofSlots(9);
		this.store.send();
		flush();
		assertThat(this.store.claimed).as("a new one does not start directly").hasSize(3);
		runAll();
		claim(ClaimDemand.ofSlots(9));
		assertThat(this.store.claimed).as("two have ended, two follow").hasSize(5);
	}

	@Test
	void tasksOfALimitedNameAreNotClaimedAhead() {
		this.store.repository.attach(new ClaimScope(this.store.node.seq(), Set.of(NAME), Set.of(), 2,
				List.of(new ClaimScope.ConcurrencyLimit(Set.of(NAME), 5))), this.store);
		for (int i = 0; i < 5; i++) {
			this.store.send();
		}
		claim(new ClaimDemand(1, 1, 1, 1, 4, 1));
		assertThat(this.store.claimed).hasSize(1);
	}

	private NewTask task() {
		return new NewTask(UUID.nameUUIDFromBytes(NAME.getBytes(StandardCharsets.UTF_8)), true, NAME, "default",
				TaskPriority.NORMAL, 1, 0, 1, "[]".getBytes(StandardCharsets.UTF_8), null);
	}

	private void runAll() {
		if (this.store.claimed.isEmpty()) {
			claim(ClaimDemand.ofSlots(1));
		}
		List.copyOf(this.store.claimed)
			.forEach((task) -> this.store.repository.settle(task, new TaskOutcome.Finish(null), 1));
		flush();
	}

	private void claim(ClaimDemand demand) {
		this.store.demand = demand;
		flush();
	}

	private void flush() {
		this.store.repository.requestClaim();
		this.store.repository.beat(this.store.node.seq());
	}

}

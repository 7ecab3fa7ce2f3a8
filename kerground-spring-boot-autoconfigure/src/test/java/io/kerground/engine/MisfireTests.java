package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

import io.kerground.core.MisfirePolicy;
import io.kerground.core.MutableClock;
import io.kerground.core.Schedule;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of the ticks that come while no node runs, and of schedules when nodes
 * come and go.
 */
class MisfireTests {

	private static final long MINUTE = 60_000;

	@TempDir
	Path folder;

	private final MutableClock clock = new MutableClock();

	static Stream<Arguments> restsOverThreeTicks() {
		return Stream.of(Arguments.of("cron", cron(MisfirePolicy.SKIP, 10), 0),
				Arguments.of("cron", cron(MisfirePolicy.ONCE, 10), 1),
				Arguments.of("cron", cron(MisfirePolicy.ALL, 10), 3),
				Arguments.of("cron", cron(MisfirePolicy.ALL, 2), 2),
				Arguments.of("interval", interval(MisfirePolicy.SKIP, 10), 0),
				Arguments.of("interval", interval(MisfirePolicy.ONCE, 10), 1),
				Arguments.of("interval", interval(MisfirePolicy.ALL, 10), 3),
				Arguments.of("interval", interval(MisfirePolicy.ALL, 2), 2));
	}

	@ParameterizedTest(name = "{0} {1}: {2} runs")
	@MethodSource("restsOverThreeTicks")
	void missedTicksAreTreatedByTheirPolicy(String kind, Schedule schedule, int runs) {
		this.clock.advance(Duration.ofSeconds(30));
		try (ScheduleSimulation node = node(schedule)) {
			node.until(61_000, 1000);
		}
		this.clock.advance(Duration.ofMinutes(3));
		try (ScheduleSimulation node = node(schedule)) {
			node.pass();
			assertThat(node.starts).hasSize(runs);
			node.until((int) MINUTE, 1000);
			assertThat(node.starts).as("the next tick is on the grid").hasSize(runs + 1);
		}
	}

	@Test
	void aLongRestCostsNoTime() {
		Schedule everySecond = new Schedule.Cron("* * * * * *", ZoneOffset.UTC, (after) -> after / 1000 * 1000 + 1000,
				MisfirePolicy.ALL, 5);
		try (ScheduleSimulation node = node(everySecond)) {
			node.pass();
		}
		this.clock.advance(Duration.ofDays(3650));
		long begun = System.nanoTime();
		try (ScheduleSimulation node = node(everySecond)) {
			node.pass();
			assertThat(node.starts).hasSize(5);
		}
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
	}

	@Test
	void aPauseSurvivesARestart() {
		Schedule schedule = interval(MisfirePolicy.ONCE, 10);
		try (ScheduleSimulation node = node(schedule)) {
			node.pass();
			node.recurring.pause(ScheduleSimulation.NAME);
		}
		this.clock.advance(Duration.ofMinutes(5));
		try (ScheduleSimulation node = node(schedule)) {
			node.until(200_000, 10_000);
			assertThat(node.starts).isEmpty();
			assertThat(node.recurring.resume(ScheduleSimulation.NAME, ScheduleRepository.Start.AS_DECLARED)).isTrue();
			node.pass();
			assertThat(node.starts).hasSize(1);
		}
	}

	@Test
	void aTriggerSurvivesARestart() {
		Schedule schedule = new Schedule.OnTrigger(false);
		try (ScheduleSimulation node = node(schedule)) {
			node.pass();
			node.rest();
			assertThat(node.recurring.trigger(ScheduleSimulation.NAME)).isTrue();
		}
		try (ScheduleSimulation node = node(schedule)) {
			node.pass();
			assertThat(node.starts).hasSize(1);
		}
	}

	@Test
	void aTriggerThatCameBackToTheCodeRunsAgain() {
		for (int i = 0; i < 2; i++) {
			try (ScheduleSimulation with = node(new Schedule.OnTrigger(false))) {
				with.pass();
				assertThat(with.recurring.trigger(ScheduleSimulation.NAME)).isTrue();
				with.pass();
				assertThat(with.starts).hasSize(1);
				this.clock.advance(Duration.ofSeconds(1));
				with.pass();
			}
			try (ScheduleSimulation without = node()) {
				without.pass();
				assertThat(without.repository.schedules().schedules()).isEmpty();
			}
		}
	}

	@Test
	void aScheduleThatIsNotInTheCodeAnyMoreIsRemoved() {
		try (ScheduleSimulation before = node(cron(MisfirePolicy.ONCE, 1), cron(MisfirePolicy.ONCE, 1))) {
			before.pass();
			assertThat(before.repository.schedules().schedules()).hasSize(2);
		}
		try (ScheduleSimulation after = node(cron(MisfirePolicy.ONCE, 1))) {
			after.pass();
			assertThat(after.repository.schedules().schedules()).extracting("name")
				.containsExactly(ScheduleSimulation.NAME);
		}
	}

	@Test
	void aScheduleOfAnotherApplicationIsNotRemoved() {
		try (ScheduleSimulation other = new ScheduleSimulation(this.folder, this.clock, "other",
				cron(MisfirePolicy.ONCE, 1))) {
			other.pass();
		}
		try (ScheduleSimulation node = node()) {
			node.pass();
			assertThat(node.repository.schedules().schedules()).hasSize(1);
		}
	}

	@Test
	void aScheduleThatALivingNodeDeclaresIsKeptUntilItLeaves() {
		try (ScheduleSimulation fresh = node(); ScheduleSimulation old = node(cron(MisfirePolicy.ONCE, 1))) {
			old.pass();
			fresh.pass();
			assertThat(fresh.repository.schedules().schedules()).hasSize(1);
		}
		try (ScheduleSimulation next = node()) {
			next.pass();
			assertThat(next.repository.schedules().schedules()).isEmpty();
		}
	}

	@Test
	void anotherDefinitionBeginsAnewAndANodeWithTheOldOneFiresItNoMore() {
		try (ScheduleSimulation old = node(interval(MisfirePolicy.ONCE, 1))) {
			old.pass();
			try (ScheduleSimulation fresh = node(new Schedule.Interval(Duration.ofSeconds(7), Duration.ZERO,
					Duration.ofSeconds(1), MisfirePolicy.ONCE, 1))) {
				fresh.pass();
				this.clock.advance(Duration.ofSeconds(2));
				old.pass();
				assertThat(old.starts).hasSize(1);
				fresh.pass();
				assertThat(fresh.starts).hasSize(1);
				assertThat(fresh.row().nextAt()).isEqualTo(fresh.row().tickAt() + 7000);
			}
		}
	}

	@Test
	void aScheduleOfADeadNodeGoesOnAtAnother() {
		Schedule schedule = interval(MisfirePolicy.SKIP, 1);
		ScheduleSimulation dead = node(schedule);
		try (ScheduleSimulation alive = node(schedule)) {
			dead.pass();
			assertThat(dead.starts).hasSize(1);
			alive.pass();
			dead.repository.close();
			alive.until(130_000, 1000);
			assertThat(alive.starts).hasSize(2);
		}
	}

	@Test
	void aRunThatFailedDoesNotEndTheSchedule() {
		try (ScheduleSimulation node = node(interval(MisfirePolicy.SKIP, 1))) {
			node.failing().until(130_000, 1000);
			assertThat(node.starts).hasSize(3);
			assertThat(node.repository.stats().count(TaskStatus.FAILED)).isGreaterThanOrEqualTo(2);
		}
	}

	@Test
	void noTwoRunsHaveOneId() {
		try (ScheduleSimulation node = node(interval(MisfirePolicy.SKIP, 1))) {
			node.until(300_000, 1000);
			assertThat(node.ids).hasSize(6).doesNotHaveDuplicates();
			assertThat(List.of(node.ids.get(0).version())).containsOnly(3);
		}
	}

	private ScheduleSimulation node(Schedule... schedules) {
		return new ScheduleSimulation(this.folder, this.clock, "test", schedules);
	}

	private static Schedule cron(MisfirePolicy misfire, int maxCatchUp) {
		return new Schedule.Cron("0 * * * * *", ZoneOffset.UTC, (after) -> after / MINUTE * MINUTE + MINUTE, misfire,
				maxCatchUp);
	}

	private static Schedule interval(MisfirePolicy misfire, int maxCatchUp) {
		return new Schedule.Interval(Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO, misfire, maxCatchUp);
	}

}

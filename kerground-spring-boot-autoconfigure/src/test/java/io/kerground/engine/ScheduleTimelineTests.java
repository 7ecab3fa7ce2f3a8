package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.stream.Stream;

import io.kerground.core.MisfirePolicy;
import io.kerground.core.MutableClock;
import io.kerground.core.Schedule;
import io.kerground.core.ScheduleRepository;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the runs of a schedule begin, in milliseconds after its registration.
 */
class ScheduleTimelineTests {

	@TempDir
	Path folder;

	private final MutableClock clock = new MutableClock();

	static Stream<Arguments> timelines() {
		return Stream.of(
				Arguments.of("A78 the first run of an interval begins at once", interval(200, 0, 0), runs(50), 150,
						starts(0)),
				Arguments.of("A78 the initial delay comes before it", interval(200, 0, 70), runs(50), 300,
						starts(70, 270)),
				Arguments.of("A79 an interval counts from start to start", interval(200, 0, 0), runs(50), 650,
						starts(0, 200, 400, 600)),
				Arguments.of("A80 after a run longer than the interval the next one begins at once",
						interval(200, 0, 0), runs(300), 950, starts(0, 300, 600, 900)),
				Arguments.of("A81 after one long run the grid starts anew", interval(200, 0, 0), runs(500, 10), 950,
						starts(0, 500, 700, 900)),
				Arguments.of("A81 after one long run one more makes up for all that were missed",
						interval(200, 0, 0, MisfirePolicy.ONCE), runs(500, 10), 950, starts(0, 500, 510, 710, 910)),
				Arguments.of("A81 after one long run the latest of those that were missed are made up for",
						new Schedule.Interval(Duration.ofMillis(100), Duration.ZERO, Duration.ZERO, MisfirePolicy.ALL,
								2),
						runs(1000, 10), 1250, starts(0, 1000, 1010, 1100, 1200)),
				Arguments.of("A82 a delay counts from end to start", delay(200, 0), runs(100), 700,
						starts(0, 300, 600)),
				Arguments.of("A82 X9 a delay of more than a second does so too", delay(1500, 0), runs(800), 5000,
						starts(0, 2300, 4600)),
				Arguments.of("A83 a delay before adds nothing else", delay(0, 200), runs(10), 650,
						starts(200, 410, 620)),
				Arguments.of("A83 a delay before comes on top of a delay", delay(100, 200), runs(10), 900,
						starts(200, 510, 820)),
				Arguments.of("A83 a delay before lies inside of an interval", interval(500, 200, 0), runs(10), 1300,
						starts(200, 700, 1200)));
	}

	@ParameterizedTest(name = "W-10, X9, A78, A79, A80, A81, A82, A83: {0}", quoteTextArguments = false)
	@MethodSource("timelines")
	void runsBeginAsTheScheduleSays(String rule, Schedule schedule, int[] runs, int end, Long[] starts) {
		try (ScheduleSimulation node = node(schedule).running(runs)) {
			node.until(end, 10);
			assertThat(node.starts).as(rule).containsExactly(starts);
		}
	}

	@Test
	@DisplayName("A85 a trigger does not move an interval")
	void aTriggerDoesNotMoveAnInterval() {
		try (ScheduleSimulation node = node(interval(800, 0, 0)).running(10)) {
			node.until(400, 10);
			assertThat(node.recurring.trigger(ScheduleSimulation.NAME)).isTrue();
			node.until(1700, 10);
			assertThat(node.starts).containsExactly(0L, 400L, 800L, 1600L);
		}
	}

	@Test
	@DisplayName("A85 after a trigger a delay counts from the end of that run")
	void afterATriggerADelayCountsFromTheEndOfThatRun() {
		try (ScheduleSimulation node = node(delay(2000, 0)).running(100)) {
			node.until(1000, 10);
			assertThat(node.recurring.trigger(ScheduleSimulation.NAME)).isTrue();
			node.until(3200, 10);
			assertThat(node.starts).containsExactly(0L, 1000L, 3100L);
		}
	}

	@Test
	@DisplayName("A86 a stopped schedule does not run again")
	void aStoppedScheduleDoesNotRunAgain() {
		try (ScheduleSimulation node = node(interval(200, 0, 0)).running(10)) {
			node.until(300, 10);
			assertThat(node.recurring.pause(ScheduleSimulation.NAME)).isTrue();
			node.until(1000, 10);
			assertThat(node.starts).containsExactly(0L, 200L);
			assertThat(node.recurring.pause(ScheduleSimulation.NAME)).isFalse();
		}
	}

	@Test
	void aStepBackOfTheClockFiresNoTickAgain() {
		try (ScheduleSimulation node = node(interval(200, 0, 0)).running(10)) {
			node.until(500, 10);
			this.clock.step(Duration.ofMillis(-350));
			node.until(700, 10);
			assertThat(node.starts).containsExactly(0L, 200L, 400L, 600L);
		}
	}

	@Test
	void aTriggerRunsThoughAClockThatWasSetBackMadeAnOldRunTheLatestOne() {
		Schedule everySecond = new Schedule.Cron("* * * * * *", ZoneOffset.UTC, (after) -> after / 1000 * 1000 + 1000,
				MisfirePolicy.ONCE, 1);
		try (ScheduleSimulation node = node(everySecond)) {
			node.until(1000, 100);
			assertThat(node.recurring.trigger(ScheduleSimulation.NAME)).isTrue();
			node.pass();
			assertThat(node.starts).hasSize(2);
			node.recurring.pause(ScheduleSimulation.NAME);
			this.clock.step(Duration.ofMillis(-600));
			assertThat(node.recurring.resume(ScheduleSimulation.NAME, ScheduleRepository.Start.AS_DECLARED)).isTrue();
			node.until(1100, 100);
			assertThat(node.starts).as("the tick is fired again, but not run").hasSize(2);
			assertThat(node.recurring.trigger(ScheduleSimulation.NAME)).isTrue();
			node.pass();
			assertThat(node.starts).hasSize(3);
		}
	}

	private ScheduleSimulation node(Schedule schedule) {
		return new ScheduleSimulation(this.folder, this.clock, "test", schedule);
	}

	private static Schedule interval(int interval, int before, int initial) {
		return interval(interval, before, initial, MisfirePolicy.SKIP);
	}

	private static Schedule interval(int interval, int before, int initial, MisfirePolicy misfire) {
		return new Schedule.Interval(Duration.ofMillis(interval), Duration.ofMillis(before), Duration.ofMillis(initial),
				misfire, 10);
	}

	private static Schedule delay(int delay, int before) {
		return new Schedule.Delay(Duration.ofMillis(delay), Duration.ofMillis(before), Duration.ZERO);
	}

	private static int[] runs(int... millis) {
		return millis;
	}

	private static Long[] starts(long... millis) {
		return Arrays.stream(millis).boxed().toArray(Long[]::new);
	}

}

package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.MisfirePolicy;
import io.kerground.core.MutableClock;
import io.kerground.core.Schedule;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several nodes whose clocks differ fire the same schedule on one store.
 */
class TwoNodeScheduleTests {

	private static final int SECONDS = 600;

	private static final int JITTER_MILLIS = 200;

	@TempDir
	Path folder;

	@Test
	void inTenMinutesOfDifferingClocksEachSecondTicksOnce() {
		Random random = new Random(42);
		MutableClock first = new MutableClock();
		MutableClock second = new MutableClock();
		Schedule everySecond = new Schedule.Cron("* * * * * *", ZoneOffset.UTC, (after) -> after / 1000 * 1000 + 1000,
				MisfirePolicy.ONCE, 1);
		try (ScheduleSimulation one = new ScheduleSimulation(this.folder, first, "test", everySecond);
				ScheduleSimulation two = new ScheduleSimulation(this.folder, second, "test", everySecond)) {
			int shiftOfOne = 0;
			int shiftOfTwo = 0;
			for (int i = 0; i < 2 * SECONDS; i++) {
				int nextOfOne = random.nextInt(-JITTER_MILLIS, JITTER_MILLIS + 1);
				int nextOfTwo = random.nextInt(-JITTER_MILLIS, JITTER_MILLIS + 1);
				first.advance(Duration.ofMillis(500));
				second.advance(Duration.ofMillis(500));
				first.step(Duration.ofMillis(nextOfOne - shiftOfOne));
				second.step(Duration.ofMillis(nextOfTwo - shiftOfTwo));
				shiftOfOne = nextOfOne;
				shiftOfTwo = nextOfTwo;
				one.pass();
				two.pass();
			}
			List<UUID> ids = new ArrayList<>(one.ids);
			ids.addAll(two.ids);
			Set<UUID> ticks = new HashSet<>(ids);
			assertThat(ids).as("none runs twice").hasSameSizeAs(ticks);
			assertThat(ids.size()).isBetween(SECONDS - 1, SECONDS + 1);
			assertThat(
					one.repository.stats().count(TaskStatus.FINISHED) + one.repository.stats().count(TaskStatus.RUNNING)
							+ one.repository.stats().count(TaskStatus.PENDING))
				.as("ticks are rows")
				.isEqualTo(ids.size());
			assertThat(one.ids).as("both nodes run some").isNotEmpty();
			assertThat(two.ids).isNotEmpty();
		}
	}

}

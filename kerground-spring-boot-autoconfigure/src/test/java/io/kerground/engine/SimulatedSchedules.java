package io.kerground.engine;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.kerground.core.MisfirePolicy;
import io.kerground.core.Schedule;

/**
 * The schedules that the code of a simulated application declares: one of each kind, with
 * policies that its seed decides.
 */
final class SimulatedSchedules {

	static final long CRON_MILLIS = 2000;

	private static final MisfirePolicy[] POLICIES = MisfirePolicy.values();

	private final Map<String, Schedule> all = new LinkedHashMap<>();

	SimulatedSchedules(RandomGenerator random) {
		this.all.put("tick.cron",
				new Schedule.Cron("0/2 * * * * *", ZoneOffset.UTC,
						(after) -> Math.floorDiv(after, CRON_MILLIS) * CRON_MILLIS + CRON_MILLIS,
						POLICIES[random.nextInt(POLICIES.length)], 1 + random.nextInt(4)));
		this.all.put("tick.interval",
				new Schedule.Interval(Duration.ofMillis(1500), Duration.ZERO,
						Duration.ofMillis(random.nextInt(2) * 700L), POLICIES[random.nextInt(POLICIES.length)],
						1 + random.nextInt(4)));
		this.all.put("tick.delay", new Schedule.Delay(Duration.ofMillis(1200),
				Duration.ofMillis(random.nextInt(2) * 300L), Duration.ZERO));
		this.all.put("tick.trigger", new Schedule.OnTrigger(random.nextBoolean()));
	}

	Map<String, Schedule> all() {
		return this.all;
	}

	/**
	 * Returns a schedule, or null when a task has none.
	 */
	Schedule of(String name) {
		return this.all.get(name);
	}

}

package io.kerground.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

import io.kerground.actuate.KergroundDescriptors.ScheduleDescriptor;
import io.kerground.core.Schedule;
import io.kerground.core.StoredSchedule;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * Shows schedules in words and with their next runs, as they are or as they would be.
 */
final class ScheduleViews {

	/** How many runs are told ahead. */
	static final int RUNS = 5;

	private static final String CRON = "cron";

	private final EndpointSupport support;

	ScheduleViews(EndpointSupport support) {
		this.support = support;
	}

	ScheduleDescriptor describe(StoredSchedule schedule) {
		return describe(schedule, schedule.spec(), schedule.period(), schedule.paused() ? null : schedule.nextAt());
	}

	/**
	 * Describes a schedule as it would be with another expression or period.
	 * @throws IllegalArgumentException if that can't be read
	 */
	ScheduleDescriptor preview(StoredSchedule schedule, String spec) {
		if (schedule.kind().equals(CRON)) {
			return describe(schedule, spec, null, null);
		}
		return describe(schedule, schedule.spec(), period(schedule, spec), null);
	}

	/**
	 * Reads a period for a schedule that has one.
	 * @throws IllegalArgumentException if the schedule has none, or it can't be read
	 */
	static Duration period(StoredSchedule schedule, String spec) {
		if (!schedule.kind().equals("interval") && !schedule.kind().equals("delay")) {
			throw new IllegalArgumentException(
					"a " + schedule.kind() + " is only changed in the code; an interval and a delay can be edited");
		}
		Duration period = DurationStyle.detectAndParse(spec.strip());
		if (period.toMillis() < 1) {
			throw new IllegalArgumentException("a period must be at least 1 ms");
		}
		return period;
	}

	private ScheduleDescriptor describe(StoredSchedule schedule, String spec, @Nullable Duration period,
			@Nullable Long nextAt) {
		return new ScheduleDescriptor(schedule.name(), schedule.application(), schedule.kind(), spec,
				schedule.zone().isEmpty() ? null : schedule.zone(), period, schedule.delayBefore(), schedule.paused(),
				instant(nextAt), instant(schedule.firedAt()),
				(schedule.lastTask() != null) ? schedule.lastTask().toString() : null,
				(schedule.lastStatus() != null) ? DescriptorFactory.word(schedule.lastStatus()) : null,
				words(schedule, spec), runs(schedule, spec, period, nextAt));
	}

	private static @Nullable String words(StoredSchedule schedule, String spec) {
		return schedule.kind().equals(CRON) ? CronWords.of(spec) : null;
	}

	private List<Instant> runs(StoredSchedule schedule, String spec, @Nullable Duration period, @Nullable Long nextAt) {
		return switch (schedule.kind()) {
			case CRON -> ticks(spec, schedule.zone(), nextAt);
			case "interval" -> grid((period != null) ? period : declared(spec), nextAt);
			default -> (nextAt != null) ? List.of(Instant.ofEpochMilli(nextAt)) : List.of();
		};
	}

	private List<Instant> ticks(String spec, String zone, @Nullable Long nextAt) {
		CronReader reader = this.support.crons();
		if (reader == null) {
			return List.of();
		}
		LongUnaryOperator ticks = reader.read(spec, zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone));
		List<Instant> runs = new ArrayList<>();
		long tick = (nextAt != null) ? nextAt : ticks.applyAsLong(this.support.clock().millis());
		while (runs.size() < RUNS && tick != Schedule.NEVER) {
			runs.add(Instant.ofEpochMilli(tick));
			tick = ticks.applyAsLong(tick);
		}
		return runs;
	}

	private List<Instant> grid(@Nullable Duration period, @Nullable Long nextAt) {
		List<Instant> runs = new ArrayList<>();
		long first = (nextAt != null) ? nextAt
				: this.support.clock().millis() + ((period != null) ? period.toMillis() : 0);
		for (int i = 0; i < RUNS && period != null; i++) {
			runs.add(Instant.ofEpochMilli(first + i * period.toMillis()));
		}
		return runs;
	}

	private static @Nullable Duration declared(String spec) {
		try {
			return Duration.parse(spec.split(" ")[0]);
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

	private static @Nullable Instant instant(@Nullable Long millis) {
		return (millis != null) ? Instant.ofEpochMilli(millis) : null;
	}

}

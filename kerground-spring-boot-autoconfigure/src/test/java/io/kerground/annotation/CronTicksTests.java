package io.kerground.annotation;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import io.kerground.core.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.scheduling.support.CronExpression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Which instants a cron expression means, above all on the days when the clocks are
 * changed.
 */
class CronTicksTests {

	@ParameterizedTest(name = "{1} in {0} at {2}")
	@CsvSource(
			textBlock = """
					# forward: the local time does not exist, so it ticks at the change
					Europe/Berlin,       0 30 2 * * *,  2026-03-29T00:00Z, 2026-03-29T01:00Z 2026-03-30T00:30Z
					America/New_York,    0 30 2 * * *,  2026-03-08T05:00Z, 2026-03-08T07:00Z 2026-03-09T06:30Z
					Australia/Lord_Howe, 0 15 2 * * *,  2026-10-03T14:00Z, 2026-10-03T15:30Z 2026-10-04T15:15Z
					America/Santiago,    0 0 0 * * *,   2026-09-06T03:00Z, 2026-09-06T04:00Z 2026-09-07T03:00Z
					Africa/Cairo,        0 10 0 * * *,  2026-04-23T20:00Z, 2026-04-23T22:00Z 2026-04-24T21:10Z
					# several times that do not exist tick once
					Europe/Berlin,       0 */20 2 * * *, 2026-03-29T00:00Z, 2026-03-29T01:00Z 2026-03-30T00:00Z 2026-03-30T00:20Z
					# back: the local time exists twice, so it ticks the first time
					Europe/Berlin,       0 30 2 * * *,  2026-10-24T12:00Z, 2026-10-25T00:30Z 2026-10-26T01:30Z
					America/New_York,    0 30 1 * * *,  2026-11-01T04:00Z, 2026-11-01T05:30Z 2026-11-02T06:30Z
					Australia/Lord_Howe, 0 45 1 * * *,  2026-04-04T12:00Z, 2026-04-04T14:45Z 2026-04-05T15:15Z
					America/Santiago,    0 30 23 * * *, 2026-04-04T12:00Z, 2026-04-05T02:30Z 2026-04-06T03:30Z
					Africa/Cairo,        0 30 23 * * *, 2026-10-29T12:00Z, 2026-10-29T20:30Z 2026-10-30T21:30Z
					# with a star for the hours it is elapsed time that counts
					Europe/Berlin,       0 */30 * * * *, 2026-03-29T00:15Z, 2026-03-29T00:30Z 2026-03-29T01:00Z 2026-03-29T01:30Z
					Europe/Berlin,       0 */30 * * * *, 2026-10-25T00:15Z, 2026-10-25T00:30Z 2026-10-25T01:00Z 2026-10-25T01:30Z 2026-10-25T02:00Z
					Australia/Lord_Howe, 0 0 * * * *,   2026-10-03T14:45Z, 2026-10-03T16:00Z 2026-10-03T17:00Z
					America/New_York,    0 0 */2 * * *, 2026-03-08T05:30Z, 2026-03-08T08:00Z 2026-03-08T10:00Z
					""")
	void localTimesAreTheseInstants(String zone, String expression, String after, String expected) {
		List<Instant> ticks = new ArrayList<>();
		String[] instants = expected.split(" ");
		long last = Instant.parse(fullForm(after)).toEpochMilli();
		CronTicks cron = CronTicks.of(expression, ZoneId.of(zone));
		for (int i = 0; i < instants.length; i++) {
			last = cron.applyAsLong(last);
			ticks.add(Instant.ofEpochMilli(last));
		}
		assertThat(ticks).extracting(Instant::toString)
			.containsExactly(List.of(instants)
				.stream()
				.map((text) -> Instant.parse(fullForm(text)).toString())
				.toArray(String[]::new));
	}

	private static String fullForm(String text) {
		return text.replace("Z", ":00Z");
	}

	@Test
	void ticksOnlyGoForwardInEveryZoneThroughAYear() {
		for (String zone : List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago",
				"Africa/Cairo")) {
			for (String expression : List.of("0 */10 * * * *", "0 */10 0-4 * * *", "0 30 2 * * *", "0 0 */3 * * *")) {
				CronTicks cron = CronTicks.of(expression, ZoneId.of(zone));
				long last = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
				long end = last + Duration.ofDays(366).toMillis();
				int days = 0;
				while (last < end) {
					long next = cron.applyAsLong(last);
					assertThat(next).as("%s in %s", expression, zone).isGreaterThan(last);
					last = next;
					days++;
				}
				if (expression.equals("0 30 2 * * *")) {
					assertThat(days).as("one tick a day in %s", zone).isBetween(366, 367);
				}
			}
		}
	}

	@Test
	void withoutClockChangesTicksAreThoseOfSpring() {
		for (String expression : List.of("0 */10 * * * *", "5 4 3 * * MON-FRI", "0 0 0 L * *", "0 0 12 1W * *",
				"0 0 0 29 2 *", "@weekly")) {
			CronTicks cron = CronTicks.of(expression, ZoneOffset.UTC);
			CronExpression spring = CronExpression.parse(expression);
			LocalDateTime local = LocalDateTime.parse("2026-01-01T00:00:00");
			for (int i = 0; i < 50; i++) {
				LocalDateTime next = spring.next(local);
				assertThat(cron.applyAsLong(local.toInstant(ZoneOffset.UTC).toEpochMilli())).as(expression)
					.isEqualTo((next != null) ? next.toInstant(ZoneOffset.UTC).toEpochMilli() : Schedule.NEVER);
				if (next == null) {
					break;
				}
				local = next;
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0 0 0 30 2 *", "0 0 0 31 4,6,9,11 *" })
	void whatNeverTicksIsFoundOutAtOnce(String expression) {
		assertThat(CronTicks.of(expression, ZoneOffset.UTC).ticksAfter(0)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0 0 30 2 *", "0-99999999 * * * * *", "* * * * *", "", "no", "0 0 0 * * *,0 0 1 * * *",
			"*/0 * * * * *", "61 * * * * *" })
	void whatIsNoExpressionIsRefused(String expression) {
		assertThatIllegalArgumentException().isThrownBy(() -> CronTicks.of(expression, ZoneOffset.UTC));
	}

	@Test
	void anEndlessExpressionIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> CronTicks.of("1,".repeat(100_000) + "1 * * * * *", ZoneOffset.UTC));
	}

}

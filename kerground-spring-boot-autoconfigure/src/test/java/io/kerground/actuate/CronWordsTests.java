package io.kerground.actuate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.scheduling.support.CronExpression;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CronWords}.
 */
class CronWordsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "0 30 2 * * * | every day at 02:30", "15 30 2 * * * | every day at 02:30:15",
					"0 0 9,13,18 * * * | every day at 09:00, 13:00 and 18:00", "* * * * * * | every second",
					"*/10 * * * * * | every 10 seconds", "0 * * * * * | every minute",
					"30 * * * * * | every minute at second 30", "0 0/5 * * * * | every 5 minutes",
					"0 */15 8-18 * * MON-FRI | every 15 minutes from 08:00 to 18:59 on Monday to Friday",
					"0 0 * * * * | every hour", "0 20 * * * * | every hour at minute 20",
					"0 0 */6 * * * | every 6 hours", "0 10,40 */2 * * * | every 2 hours at minute 10 and 40",
					"0 0 9 * * MON,WED | at 09:00 on Monday and Wednesday", "0 0 9 * * 0 | at 09:00 on Sunday",
					"0 0 9 * * 7 | at 09:00 on Sunday", "0 0 0 1 * * | at 00:00 on day 1 of the month",
					"0 0 0 1-5 JAN,6 * | at 00:00 on days 1 to 5 of the month in January and June",
					"0 0 0 L * * | at 00:00 on the last day of the month",
					"0 0 0 LW * * | at 00:00 on the last weekday of the month",
					"0 0 0 L-3 * * | at 00:00 on the day 3 days before the last of the month",
					"0 0 0 15W * * | at 00:00 on the weekday nearest to day 15 of the month",
					"0 0 0 ? * FRI#2 | at 00:00 on the second Friday of the month",
					"0 0 0 ? * 5L | at 00:00 on the last Friday of the month",
					"0 0 0 13 * FRI | at 00:00 on day 13 of the month, if that is Friday",
					"0 5-10 3-4 * * * | every hour at minute 5 to 10 from 03:00 to 04:59",
					"5 5-10 3 * * * | at second 5, minute 5-10, hour 3", "@daily | every day at 00:00",
					"@weekly | at 00:00 on Sunday", "@hourly | every hour",
					"@yearly | at 00:00 on day 1 of the month in January" })
	void validExpressionIsToldInWords(String expression, String words) {
		assertThat(CronExpression.isValidExpression(expression)).isTrue();
		assertThat(CronWords.of(expression)).isEqualTo(words);
	}

}

package io.kerground.actuate;

import java.time.ZoneId;
import java.util.function.LongUnaryOperator;

/**
 * Reads cron expressions.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CronReader {

	/**
	 * Reads an expression.
	 * @param expression the expression
	 * @param zone the time zone of its ticks
	 * @return gives the tick after a time, both in milliseconds since 1970
	 * @throws IllegalArgumentException if it can't be read
	 */
	LongUnaryOperator read(String expression, ZoneId zone);

}

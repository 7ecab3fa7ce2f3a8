package io.kerground.annotation;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.function.LongUnaryOperator;

import io.kerground.core.Schedule;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.support.CronExpression;

/**
 * The ticks of a cron expression in a time zone. Immutable.
 *
 * @since 0.1.0
 */
public final class CronTicks implements LongUnaryOperator {

	/*
	 * An expression is asked for local times, without a zone; which instants these are is
	 * decided here, so that one rule holds for all expressions.
	 *
	 * With fixed hours, a local time that does not exist ticks when the clocks are set
	 * forward, and one that exists twice ticks the first time. With a star for the hours,
	 * it is elapsed time that counts: what does not exist does not tick, and what exists
	 * twice ticks twice.
	 */

	private static final int MAX_LENGTH = 200;

	private static final int YEARS = 5;

	private final CronExpression expression;

	private final ZoneId zone;

	private final boolean elapsed;

	private CronTicks(CronExpression expression, ZoneId zone, boolean elapsed) {
		this.expression = expression;
		this.zone = zone;
		this.elapsed = elapsed;
	}

	/**
	 * Reads an expression.
	 * @param text the expression
	 * @param zone the time zone of its ticks
	 * @return the ticks
	 * @throws IllegalArgumentException if it can't be read
	 */
	public static CronTicks of(String text, ZoneId zone) {
		if (text.length() > MAX_LENGTH) {
			throw new IllegalArgumentException("it is longer than " + MAX_LENGTH + " characters");
		}
		CronExpression expression = CronExpression.parse(text);
		String[] fields = expression.toString().split(" ");
		boolean elapsed = text.strip().equals("@hourly") || (fields.length > 2 && fields[2].startsWith("*"));
		return new CronTicks(expression, zone, elapsed);
	}

	/**
	 * Returns whether there is a tick within some years after a time.
	 */
	boolean ticksAfter(long millis) {
		long next = applyAsLong(millis);
		LocalDateTime limit = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC).plusYears(YEARS);
		return next != Schedule.NEVER && next <= limit.toInstant(ZoneOffset.UTC).toEpochMilli();
	}

	@Override
	public long applyAsLong(long millis) {
		Instant after = Instant.ofEpochMilli(millis);
		Instant next = this.elapsed ? nextElapsed(after) : nextFixed(after);
		return (next != null) ? next.toEpochMilli() : Schedule.NEVER;
	}

	private @Nullable Instant nextFixed(Instant after) {
		LocalDateTime local = LocalDateTime.ofInstant(after, this.zone);
		while (true) {
			local = this.expression.next(local);
			if (local == null) {
				return null;
			}
			Instant candidate = instant(local);
			if (candidate.isAfter(after)) {
				return candidate;
			}
		}
	}

	private Instant instant(LocalDateTime local) {
		ZoneRules rules = this.zone.getRules();
		List<ZoneOffset> offsets = rules.getValidOffsets(local);
		return offsets.isEmpty() ? rules.getTransition(local).getInstant() : local.toInstant(offsets.get(0));
	}

	private @Nullable Instant nextElapsed(Instant after) {
		ZoneRules rules = this.zone.getRules();
		Instant from = after;
		ZoneOffset offset = rules.getOffset(from);
		LocalDateTime local = LocalDateTime.ofInstant(from, offset);
		while (true) {
			ZoneOffsetTransition change = rules.nextTransition(from);
			LocalDateTime next = this.expression.next(local);
			if (change == null || (next != null && next.isBefore(change.getDateTimeBefore()))) {
				return (next != null) ? next.toInstant(offset) : null;
			}
			if (next == null) {
				return null;
			}
			from = change.getInstant();
			offset = change.getOffsetAfter();
			local = change.getDateTimeAfter().minusNanos(1);
		}
	}

	@Override
	public String toString() {
		return this.expression + " in " + this.zone;
	}

}

package io.kerground.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

import io.kerground.core.MisfirePolicy;
import io.kerground.core.Schedule;
import io.kerground.core.StoredSchedule;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a schedule whose latest run has ended: fire its tick, or only move on.
 *
 * @param fires whether its tick is fired
 * @param nextAt the tick after it, or null when none is due before something happens
 */
record NextTick(boolean fires, @Nullable Long nextAt) {

	/*
	 * A tick of an interval that comes during a run starts right after it, and the grid
	 * starts anew there. When further ticks were missed in that run, ONCE makes one more
	 * run at once. ALL keeps its grid and treats them like all that were missed.
	 *
	 * A tick that nobody fired though no run was under way, since no node ran, is a
	 * misfire once it is late by more than a tolerance.
	 */

	private static final long MIN_TOLERANCE_MILLIS = 1000;

	private static final long MAX_TOLERANCE_MILLIS = 10_000;

	private static final long FIRST_WINDOW_MILLIS = 1000;

	/**
	 * Returns what to do now.
	 * @return null when nothing is due
	 */
	static @Nullable NextTick of(Schedule schedule, StoredSchedule row, long now) {
		Long tick = row.nextAt();
		if (schedule instanceof Schedule.Delay delay) {
			return afterDelay(delay, row, now);
		}
		if (tick == null || tick > now) {
			return null;
		}
		if (schedule instanceof Schedule.Interval interval) {
			long period = interval.interval().toMillis();
			Long ended = row.lastEndedAt();
			if (ended != null && ended > tick && interval.misfire() != MisfirePolicy.ALL) {
				return afterLongRun(interval.misfire(), period, tick, now);
			}
			return missed(interval.misfire(), interval.maxCatchUp(), tick, now, (from) -> onGrid(tick, period, from));
		}
		if (schedule instanceof Schedule.Cron cron) {
			return missed(cron.misfire(), cron.maxCatchUp(), tick, now, cron.next());
		}
		return null;
	}

	private static @Nullable NextTick afterDelay(Schedule.Delay delay, StoredSchedule row, long now) {
		Long tick = row.nextAt();
		if (tick == null) {
			Long ended = row.lastEndedAt();
			long next = delay.afterEnd((ended != null) ? ended : now);
			Long before = row.tickAt();
			// the wall clock may have stepped back
			return new NextTick(false, (before != null) ? Math.max(next, before + 1) : next);
		}
		return (tick <= now) ? new NextTick(true, null) : null;
	}

	private static NextTick afterLongRun(MisfirePolicy misfire, long period, long tick, long now) {
		boolean again = misfire == MisfirePolicy.ONCE && now - tick >= period;
		return new NextTick(true, again ? now : now + period);
	}

	/**
	 * Returns the first tick of a grid after a time.
	 */
	private static long onGrid(long tick, long period, long after) {
		return tick + Math.floorDiv(after - tick, period) * period + period;
	}

	private static NextTick missed(MisfirePolicy misfire, int maxCatchUp, long tick, long now, LongUnaryOperator next) {
		long following = next.applyAsLong(tick);
		return switch (misfire) {
			case SKIP -> new NextTick(now - tick <= tolerance(following - tick), orNull(next.applyAsLong(now)));
			case ONCE -> new NextTick(true, orNull(next.applyAsLong(now)));
			case ALL -> {
				long oldest = oldest(next, tick, now, maxCatchUp);
				yield (oldest > tick) ? new NextTick(false, oldest) : new NextTick(true, orNull(following));
			}
		};
	}

	private static long tolerance(long period) {
		return Math.max(MIN_TOLERANCE_MILLIS, Math.min(MAX_TOLERANCE_MILLIS, period / 2));
	}

	private static @Nullable Long orNull(long tick) {
		return (tick != Schedule.NEVER) ? tick : null;
	}

	/**
	 * Returns the oldest of the latest ticks, looking back in windows that double, so
	 * that a long time of rest costs little.
	 */
	private static long oldest(LongUnaryOperator next, long tick, long now, int count) {
		long window = FIRST_WINDOW_MILLIS;
		while (true) {
			long from = Math.max(tick - 1, now - window);
			List<Long> ticks = new ArrayList<>();
			for (long t = next.applyAsLong(from); t <= now; t = next.applyAsLong(t)) {
				ticks.add(t);
			}
			if (ticks.size() >= count || from < tick) {
				return ticks.isEmpty() ? tick : ticks.get(Math.max(0, ticks.size() - count));
			}
			window *= 2;
		}
	}

}

package io.kerground.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.MisfirePolicy;
import io.kerground.core.Schedule;
import io.kerground.core.TaskNames;
import io.kerground.core.TaskPriority;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Reads what {@link KerSchedule} or {@link KerTrigger} says about one method; a bad value
 * names the method.
 */
final class ScheduleSettings {

	private static final List<Class<? extends Annotation>> KINDS = List.of(KerSchedule.class, KerTrigger.class,
			KerLoop.class);

	private static final Duration LEAST = Duration.ofMillis(1);

	private static final int MOST_CATCH_UP = 1000;

	private final Method method;

	private final @Nullable KerSchedule schedule;

	private final @Nullable KerTrigger trigger;

	private final @Nullable KerLoop loop;

	private ScheduleSettings(Method method) {
		this.method = method;
		this.schedule = AnnotatedElementUtils.findMergedAnnotation(method, KerSchedule.class);
		this.trigger = AnnotatedElementUtils.findMergedAnnotation(method, KerTrigger.class);
		this.loop = AnnotatedElementUtils.findMergedAnnotation(method, KerLoop.class);
	}

	/**
	 * Returns whether a method runs by itself.
	 */
	static boolean isPresent(Method method) {
		return KINDS.stream().anyMatch((kind) -> AnnotatedElementUtils.hasAnnotation(method, kind));
	}

	static @Nullable ScheduleSettings of(Method method) {
		ScheduleSettings settings = new ScheduleSettings(method);
		List<String> kinds = KINDS.stream()
			.filter((kind) -> AnnotatedElementUtils.hasAnnotation(method, kind))
			.map((kind) -> "@" + kind.getSimpleName())
			.toList();
		if (kinds.size() > 1) {
			throw settings.refused("it carries " + String.join(" and ", kinds), null);
		}
		if (settings.loop != null && TaskMethods.annotation(method) != null) {
			throw settings.refused("it carries @KerLoop and @KerTask, but a loop is no task", null);
		}
		return (settings.loop != null || settings.schedule != null || settings.trigger != null) ? settings : null;
	}

	/**
	 * Returns the name that the annotation gives, or an empty text.
	 */
	String name() {
		if (this.loop != null) {
			return this.loop.name();
		}
		if (this.schedule != null) {
			return this.schedule.name();
		}
		return (this.trigger != null) ? this.trigger.name() : "";
	}

	String queue() {
		if (this.schedule != null) {
			return this.schedule.queue();
		}
		return (this.trigger != null) ? this.trigger.queue() : "";
	}

	@Nullable TaskPriority priority() {
		if (this.schedule != null) {
			return only("priority", this.schedule.priority());
		}
		return (this.trigger != null) ? only("priority", this.trigger.priority()) : null;
	}

	private <T> @Nullable T only(String attribute, T[] values) {
		if (values.length > 1) {
			throw refused("it has more than one " + attribute, null);
		}
		return (values.length == 1) ? values[0] : null;
	}

	boolean isLoop() {
		return this.loop != null;
	}

	/**
	 * Returns the pause between two runs of a loop.
	 */
	Duration pause(TaskSettings settings) {
		refuseParameters();
		Duration pause = (this.loop != null) ? settings.duration("pause", this.loop.pause(), Duration.ZERO) : null;
		return (pause != null) ? pause : Duration.ZERO;
	}

	private void refuseParameters() {
		if (this.method.getParameterCount() > (TaskSignature.takesContext(this.method) ? 1 : 0)) {
			throw refused("the method has parameters, for which nobody gives arguments", null);
		}
	}

	/**
	 * Returns the schedule.
	 * @param settings resolves texts
	 * @param now when ticks are looked for, in milliseconds since 1970
	 */
	Schedule schedule(TaskSettings settings, long now) {
		refuseParameters();
		if (this.trigger != null) {
			return new Schedule.OnTrigger(this.trigger.dropWhileRunning());
		}
		if (this.schedule == null) {
			throw new IllegalStateException(this.method + " has no schedule");
		}
		String cron = settings.resolve("cron", this.schedule.cron()).strip();
		Duration interval = settings.duration("interval", this.schedule.interval(), LEAST);
		Duration delay = settings.duration("delay", this.schedule.delay(), LEAST);
		Duration before = settings.duration("delayBefore", this.schedule.delayBefore(), LEAST);
		Duration initial = settings.duration("initialDelay", this.schedule.initialDelay(), Duration.ZERO);
		String zone = settings.resolve("zone", this.schedule.zone()).strip();
		MisfirePolicy misfire = only("misfire", this.schedule.misfire());
		refuseContradictions(cron, interval, delay, before);
		if (!cron.isEmpty()) {
			if (before != null || initial != null) {
				throw refused("cron has no delayBefore and no initialDelay", null);
			}
			return cron(cron, zone, (misfire != null) ? misfire : MisfirePolicy.ONCE, now);
		}
		if (!zone.isEmpty()) {
			throw refused("only cron has a zone", null);
		}
		Duration first = (initial != null) ? initial : Duration.ZERO;
		if (interval != null) {
			return new Schedule.Interval(interval, (before != null) ? before : Duration.ZERO, first,
					(misfire != null) ? misfire : MisfirePolicy.SKIP, maxCatchUp());
		}
		if (misfire != null) {
			throw refused("a delay counts from the end of each run, so that no tick is ever missed", null);
		}
		return new Schedule.Delay((delay != null) ? delay : Duration.ZERO, (before != null) ? before : Duration.ZERO,
				first);
	}

	private void refuseContradictions(String cron, @Nullable Duration interval, @Nullable Duration delay,
			@Nullable Duration before) {
		long given = Stream.of(!cron.isEmpty(), interval != null, delay != null).filter((each) -> each).count();
		if (given > 1) {
			throw refused("only one of cron, interval and delay can be given", null);
		}
		if (given == 0 && before == null) {
			throw refused("none of cron, interval, delay and delayBefore is given", null);
		}
		if (interval != null && before != null && before.compareTo(interval) >= 0) {
			throw refused("delayBefore must be shorter than the interval that it lies in", null);
		}
	}

	private int maxCatchUp() {
		int most = (this.schedule != null) ? this.schedule.maxCatchUp() : 1;
		if (most < 1 || most > MOST_CATCH_UP) {
			throw refused("maxCatchUp must be 1 to " + MOST_CATCH_UP + ", but is " + most, null);
		}
		return most;
	}

	private Schedule cron(String expression, String zone, MisfirePolicy misfire, long now) {
		ZoneId zoneId;
		try {
			zoneId = zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone);
		}
		catch (DateTimeException ex) {
			throw refused("'" + TaskNames.printable(zone) + "' is not a time zone, such as Europe/Berlin", ex);
		}
		String printable = TaskNames.printable(expression);
		CronTicks ticks;
		try {
			ticks = CronTicks.of(expression, zoneId);
		}
		catch (IllegalArgumentException ex) {
			throw refused(
					"'" + printable + "' is not a cron expression of six fields (second, minute, hour, day of"
							+ " month, month, day of week): " + TaskNames.printable(String.valueOf(ex.getMessage())),
					ex);
		}
		if (!ticks.ticksAfter(now)) {
			throw refused("'" + printable + "' has no tick within 5 years", null);
		}
		return new Schedule.Cron(expression, zoneId, ticks, misfire, maxCatchUp());
	}

	private KergroundSetupException refused(String problem, @Nullable Throwable cause) {
		return Refusals.badSchedule(this.method, problem, cause);
	}

}

package io.kerground.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.kerground.core.MisfirePolicy;
import io.kerground.core.TaskPriority;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Runs a public method of a {@link KerWorker} again and again, once over all nodes. The
 * method takes nothing but an optional last {@link io.kerground.core.TaskContext
 * TaskContext}. Each run is an ordinary task with one attempt, unless a {@link KerTask}
 * on the same method says more; a run that fails does not end the schedule. A
 * {@code boolean} method that returns {@code false} stops it.
 * <p>
 * Exactly one of {@link #cron}, {@link #interval} and {@link #delay} is given, or
 * {@link #delayBefore} alone. Runs of one method never overlap. Durations are written as
 * in {@link KerTask}; all texts may hold {@code ${…}} placeholders. A bad value fails the
 * start of the application.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(KerTaskReflectiveProcessor.class)
public @interface KerSchedule {

	/**
	 * The whole name of the schedule and its task, in place of {@code <worker>.<method>}.
	 * @return the name; empty for that of {@link KerTask}, or {@code <worker>.<method>}
	 */
	String name() default "";

	/**
	 * The local times to run at: six fields, as
	 * {@link org.springframework.scheduling.support.CronExpression} takes them, or a
	 * macro such as {@code @daily}.
	 * @return the expression; empty for none
	 */
	String cron() default "";

	/**
	 * The time from start to start.
	 * @return the duration; empty for none
	 */
	String interval() default "";

	/**
	 * The time from the end of a run to the start of the next one.
	 * @return the duration; empty for none
	 */
	String delay() default "";

	/**
	 * A pause before each run. With an interval it lies inside of the interval.
	 * @return the duration; empty for none
	 */
	String delayBefore() default "";

	/**
	 * How long to wait before all that; not with {@link #cron}.
	 * @return the duration; empty for none, so that the first run begins at once
	 */
	String initialDelay() default "";

	/**
	 * The time zone whose local times {@link #cron} means.
	 * @return the id of the zone, as in {@code Europe/Berlin}; empty for UTC
	 */
	String zone() default "";

	/**
	 * What becomes of ticks that nobody could fire in time; not with {@link #delay}.
	 * @return at most one policy; none for {@link MisfirePolicy#ONCE} with {@link #cron}
	 * and {@link MisfirePolicy#SKIP} with {@link #interval}
	 */
	MisfirePolicy[] misfire() default {};

	/**
	 * How many missed ticks {@link MisfirePolicy#ALL} makes up for.
	 * @return the number, 1 to 1000
	 */
	int maxCatchUp() default 10;

	/**
	 * The priority of the runs.
	 * @return at most one priority; none for that of {@link KerTask}
	 */
	TaskPriority[] priority() default {};

	/**
	 * The queue of the runs.
	 * @return the name of the queue; empty for that of {@link KerTask}
	 */
	String queue() default "";

}

package io.kerground.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.kerground.core.TaskPriority;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Runs a public method of a {@link KerWorker} when it is triggered, once over all nodes.
 * The method takes nothing but an optional last {@link io.kerground.core.TaskContext
 * TaskContext}. Each run is an ordinary task with one attempt, unless a {@link KerTask}
 * on the same method says more. A {@code boolean} method that returns {@code false} stops
 * the worker.
 * <p>
 * Triggers before a run begins give one run. A trigger during a run gives exactly one
 * more, unless it is dropped.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(KerTaskReflectiveProcessor.class)
public @interface KerTrigger {

	/**
	 * The whole name of the worker and its task, in place of {@code <worker>.<method>}.
	 * @return the name; empty for that of {@link KerTask}, or {@code <worker>.<method>}
	 */
	String name() default "";

	/**
	 * Whether a trigger during a run is dropped.
	 * @return whether to drop it; by default it gives one more run
	 */
	boolean dropWhileRunning() default false;

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

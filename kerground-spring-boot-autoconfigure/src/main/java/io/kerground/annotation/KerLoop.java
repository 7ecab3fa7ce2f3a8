package io.kerground.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Runs a public method of a {@link KerWorker} again and again, on a thread of its own, on
 * each node that runs tasks. It takes no slot of the pool, and nothing of it is stored.
 * The method takes nothing but an optional last {@link io.kerground.core.TaskContext
 * TaskContext}. A {@code boolean} method that returns {@code false} ends the loop; a
 * {@code CompletionStage} is awaited. After an exception the next run comes after a pause
 * that grows from 100 ms to 30 s.
 * <p>
 * When the loop is stopped or the application stops, the method is interrupted.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(KerTaskReflectiveProcessor.class)
public @interface KerLoop {

	/**
	 * The whole name of the loop, in place of {@code <worker>.<method>}.
	 * @return the name; empty for {@code <worker>.<method>}
	 */
	String name() default "";

	/**
	 * The pause between two runs, written as in {@link KerTask}.
	 * @return the duration; empty for none
	 */
	String pause() default "";

}

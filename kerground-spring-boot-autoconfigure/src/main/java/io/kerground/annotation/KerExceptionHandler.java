package io.kerground.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Marks the method of a {@link KerWorker}, or of a bean with {@link Background} methods,
 * that hears when an attempt of one of the bean's own tasks failed, or a run of one of
 * its loops, for which it is called on the thread of the loop. Its first parameter is the
 * exception, whose type says which ones it hears of; a
 * {@link io.kerground.core.TaskContext} may follow. The method with the closest type is
 * called, once for each failed attempt, whether it is retried or not. What it throws is
 * logged and changes nothing. A task that fails because its processes died too often
 * gives a {@link io.kerground.core.WorkerLostException}, and a context whose fence is 0.
 * <p>
 * Such a method is no task. Use a {@link io.kerground.core.TaskErrorHandler} bean for the
 * tasks of all workers.
 *
 * @since 0.1.0
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface KerExceptionHandler {

}

package io.kerground.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.kerground.core.TaskPriority;

import org.springframework.core.annotation.AliasFor;

/**
 * Makes calls of a bean's method run in the background: each call stores a task and
 * returns at once; the method's body runs later, through all other advice of the bean,
 * and is tried again when it fails. Unlike with {@code @Async}, a call survives the end
 * of the process. Inside a transaction the task is sent after the commit.
 * <p>
 * The method may belong to any bean, is public, not final, and returns {@code void}, the
 * {@link java.util.UUID} of the task, or a {@link java.util.concurrent.CompletableFuture}
 * that completes when the task ends. What the body returns is not what the caller of a
 * {@code UUID} method gets: there it may return null. The task is named
 * {@code <bean>.<method>}; its parameters and the refusals are those of {@link KerTask}.
 * <p>
 * As with all advice, a call that an object makes to itself is an ordinary call.
 *
 * @since 0.1.0
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@KerTask
public @interface Background {

	/**
	 * The whole name of the task.
	 * @return the name; empty for {@code <bean>.<method>}
	 * @see KerTask#name()
	 */
	@AliasFor(annotation = KerTask.class)
	String name() default "";

	/**
	 * Further names under which stored tasks are still run.
	 * @return the names; none by default
	 * @see KerTask#aliases()
	 */
	@AliasFor(annotation = KerTask.class)
	String[] aliases() default {};

	/**
	 * The queue of its tasks.
	 * @return the name of the queue; empty for {@code default}
	 * @see KerTask#queue()
	 */
	@AliasFor(annotation = KerTask.class)
	String queue() default "";

	/**
	 * The priority of its tasks.
	 * @return the priority; {@link TaskPriority#NORMAL} by default
	 * @see KerTask#priority()
	 */
	@AliasFor(annotation = KerTask.class)
	TaskPriority priority() default TaskPriority.NORMAL;

	/**
	 * How many attempts a task has in all.
	 * @return the number of attempts; 0 for {@code kerground.retry.max-attempts}
	 * @see KerTask#maxAttempts()
	 */
	@AliasFor(annotation = KerTask.class)
	int maxAttempts() default 0;

	/**
	 * The pause after the first failed attempt.
	 * @return the duration; empty for {@code kerground.retry.backoff}
	 * @see KerTask#backoff()
	 */
	@AliasFor(annotation = KerTask.class)
	String backoff() default "";

	/**
	 * The exceptions after which a task is tried again.
	 * @return the exception classes; empty for all
	 * @see KerTask#retryFor()
	 */
	@AliasFor(annotation = KerTask.class)
	Class<? extends Throwable>[] retryFor() default {};

	/**
	 * The exceptions after which a task fails at once.
	 * @return the exception classes; none by default
	 * @see KerTask#noRetryFor()
	 */
	@AliasFor(annotation = KerTask.class)
	Class<? extends Throwable>[] noRetryFor() default {};

	/**
	 * How long one attempt may take.
	 * @return the duration; empty for no limit
	 * @see KerTask#timeout()
	 */
	@AliasFor(annotation = KerTask.class)
	String timeout() default "";

	/**
	 * After how long a running attempt is warned about.
	 * @return the duration; empty for never
	 * @see KerTask#warnAfter()
	 */
	@AliasFor(annotation = KerTask.class)
	String warnAfter() default "";

	/**
	 * How long a task is kept after it ended.
	 * @return the duration; empty for the properties
	 * @see KerTask#retention()
	 */
	@AliasFor(annotation = KerTask.class)
	String retention() default "";

}

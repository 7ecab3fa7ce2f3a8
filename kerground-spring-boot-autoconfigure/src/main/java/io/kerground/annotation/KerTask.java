package io.kerground.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.kerground.core.TaskPriority;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Says more about a task than its method does. Only needed for that, and for inherited
 * methods; every public method of a {@link KerWorker} is a task without it.
 * <p>
 * Durations are written as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1m30s},
 * {@code 7d}, or in ISO-8601 as in {@code PT30S}; a number alone means milliseconds.
 * Durations, names and queues may hold {@code ${…}} placeholders. A bad value fails the
 * start of the application.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(KerTaskReflectiveProcessor.class)
public @interface KerTask {

	/**
	 * The whole name of the task, in place of {@code <worker>.<method>}. Letters, digits
	 * and {@code . _ : -}, at most 200.
	 * @return the name; empty for {@code <worker>.<method>}
	 */
	String name() default "";

	/**
	 * Further names under which stored tasks are still run, and can be sent. What the
	 * task was called before a rename.
	 * @return the names; none by default
	 */
	String[] aliases() default {};

	/**
	 * The queue of its tasks, unless a sender names another.
	 * @return the name of the queue; empty for {@code default}
	 */
	String queue() default "";

	/**
	 * The priority of its tasks, unless a sender names another.
	 * @return the priority; {@link TaskPriority#NORMAL} by default
	 */
	TaskPriority priority() default TaskPriority.NORMAL;

	/**
	 * How many attempts a task has in all, unless a sender says otherwise. 1 for no
	 * retry.
	 * @return the number of attempts; 0 for {@code kerground.retry.max-attempts}
	 */
	int maxAttempts() default 0;

	/**
	 * The pause after the first failed attempt. Each later one is longer by
	 * {@code kerground.retry.multiplier}, up to {@code kerground.retry.max-backoff} or
	 * this pause, whichever is longer.
	 * @return the duration; empty for {@code kerground.retry.backoff}
	 */
	String backoff() default "";

	/**
	 * The exceptions after which a task is tried again, with their subclasses. After any
	 * other it fails at once.
	 * @return the exception classes; empty for all
	 */
	Class<? extends Throwable>[] retryFor() default {};

	/**
	 * The exceptions after which a task fails at once, with their subclasses. When both
	 * lists name a class of an exception, the closer one wins.
	 * @return the exception classes; none by default
	 */
	Class<? extends Throwable>[] noRetryFor() default {};

	/**
	 * How long one attempt may take. Then its thread is interrupted and the attempt has
	 * failed.
	 * @return the duration; empty for no limit
	 */
	String timeout() default "";

	/**
	 * After how long a running attempt is warned about and counted. It goes on.
	 * @return the duration; empty for never
	 */
	String warnAfter() default "";

	/**
	 * How long a task is kept after it ended, however it ended.
	 * @return the duration; empty for {@code kerground.retention.finished},
	 * {@code .failed} and {@code .cancelled}
	 */
	String retention() default "";

	/**
	 * How many of its tasks run at once, over all nodes. 1 runs them one after the other.
	 * @return the number; 0 for no limit
	 */
	int concurrency() default 0;

	/**
	 * Whether the body runs in a transaction that its finish is part of: what it writes
	 * to the application's database and that the task is FINISHED are committed together
	 * or not at all, so that the effect happens once. Whatever else the body does, such
	 * as calling other systems or writing in a transaction of its own
	 * ({@code REQUIRES_NEW}), may still happen again.
	 * <p>
	 * Needs {@code kerground.store.type=jdbc} and a transaction manager for the store's
	 * {@code DataSource}; otherwise the application does not start. The isolation is
	 * {@code READ_COMMITTED}. Not for methods that return a {@code CompletionStage}.
	 * @return whether it does; false by default
	 */
	boolean transactional() default false;

}

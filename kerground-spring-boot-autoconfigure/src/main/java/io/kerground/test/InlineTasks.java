package io.kerground.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes the tasks of a test's application run on the thread that sends them, before
 * {@code send} or the call of a {@code @Background} method returns. All else is as in the
 * application: arguments and results are stored and read back, and a task that fails does
 * not make {@code send} throw.
 * <p>
 * Inside a transaction a task runs after the commit, on a thread of the pool, and the end
 * of the transaction waits for it. Not waited for are a task with a delay, a retry after
 * a pause, what follows a batch, and a task whose name nobody knows; these, schedules and
 * triggers run on threads of the pool: see {@link KergroundTestSupport#drain}. When
 * several threads send at once, one of them may run the tasks of another.
 * <p>
 * Put it on the test class. Contexts of tests with and without it are not shared.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface InlineTasks {

}

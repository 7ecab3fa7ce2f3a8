package io.kerground.engine;

import io.kerground.core.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * The code that runs a task.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TaskBody {

	/**
	 * Runs the worker's method.
	 * @param arguments its arguments, with the context as the last one if it takes one
	 * @return what it returns
	 * @throws Throwable what it throws
	 */
	@Nullable Object run(@Nullable Object[] arguments) throws Throwable;

	/**
	 * Tells the worker that an attempt failed; does nothing by default.
	 * @param error what the body threw
	 * @param context the context of the attempt
	 * @throws Throwable what the worker throws, which changes nothing
	 */
	default void onError(Throwable error, TaskContext context) throws Throwable {
	}

}

package io.kerground.engine;

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

}

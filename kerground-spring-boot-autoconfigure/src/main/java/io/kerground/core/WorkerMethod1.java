package io.kerground.core;

import org.jspecify.annotations.Nullable;

/**
 * A worker's method with one argument.
 *
 * @param <W> the class of the worker
 * @param <A> the type of the first argument
 * @since 0.1.0
 */
@FunctionalInterface
public non-sealed interface WorkerMethod1<W, A extends @Nullable Object> extends WorkerMethod {

	/**
	 * Stands for the worker's method; never invoked.
	 * @param worker the worker
	 * @param a the first argument
	 * @throws Throwable whatever the method throws
	 */
	void invoke(W worker, A a) throws Throwable;

}

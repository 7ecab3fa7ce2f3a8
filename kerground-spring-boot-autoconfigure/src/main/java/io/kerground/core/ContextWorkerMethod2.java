package io.kerground.core;

import org.jspecify.annotations.Nullable;

/**
 * A worker's method with two arguments and a {@link TaskContext}, which is not sent.
 *
 * @param <W> the class of the worker
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @since 0.1.0
 */
@FunctionalInterface
public non-sealed interface ContextWorkerMethod2<W, A extends @Nullable Object, B extends @Nullable Object>
		extends WorkerMethod {

	/**
	 * Stands for the worker's method; never invoked.
	 * @param worker the worker
	 * @param a the first argument
	 * @param b the second argument
	 * @param context the run
	 * @throws Throwable whatever the method throws
	 */
	void invoke(W worker, A a, B b, TaskContext context) throws Throwable;

}

package io.kerground.core;

import org.jspecify.annotations.Nullable;

/**
 * A worker's method with three arguments.
 *
 * @param <W> the class of the worker
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <C> the type of the third argument
 * @since 0.1.0
 */
@FunctionalInterface
public non-sealed interface WorkerMethod3<W, A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
		extends WorkerMethod {

	/**
	 * Stands for the worker's method; never invoked.
	 * @param worker the worker
	 * @param a the first argument
	 * @param b the second argument
	 * @param c the third argument
	 * @throws Throwable whatever the method throws
	 */
	void invoke(W worker, A a, B b, C c) throws Throwable;

}

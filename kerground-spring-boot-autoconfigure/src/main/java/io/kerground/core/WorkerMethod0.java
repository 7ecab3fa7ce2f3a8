package io.kerground.core;

/**
 * A worker's method with no argument.
 *
 * @param <W> the class of the worker
 * @since 0.1.0
 */
@FunctionalInterface
public non-sealed interface WorkerMethod0<W> extends WorkerMethod {

	/**
	 * Stands for the worker's method; never invoked.
	 * @param worker the worker
	 * @throws Throwable whatever the method throws
	 */
	void invoke(W worker) throws Throwable;

}

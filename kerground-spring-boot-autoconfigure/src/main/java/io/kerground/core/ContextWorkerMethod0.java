package io.kerground.core;

/**
 * A worker's method with no argument and a {@link TaskContext}, which is not sent.
 *
 * @param <W> the class of the worker
 * @since 0.1.0
 */
@FunctionalInterface
public non-sealed interface ContextWorkerMethod0<W> extends WorkerMethod {

	/**
	 * Stands for the worker's method; never invoked.
	 * @param worker the worker
	 * @param context the run
	 * @throws Throwable whatever the method throws
	 */
	void invoke(W worker, TaskContext context) throws Throwable;

}

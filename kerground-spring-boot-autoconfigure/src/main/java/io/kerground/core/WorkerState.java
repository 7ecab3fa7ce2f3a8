package io.kerground.core;

/**
 * What a worker does.
 *
 * @since 0.1.0
 */
public enum WorkerState {

	/**
	 * Waits for its time, a trigger or an item.
	 */
	WAITING,

	/**
	 * Runs, on any node.
	 */
	RUNNING,

	/**
	 * Begins no run until it is started.
	 */
	STOPPED

}

package io.kerground.core;

import java.util.List;

/**
 * Hears of every committed group of writes. Called on the store's writer thread, so it
 * must be quick and must not wait or throw.
 *
 * @since 0.1.0
 */
public interface CommitListener {

	/**
	 * Takes the moves of one committed group.
	 * @param events the moves in their order
	 * @param nanos how long the group took from its begin to the end of its commit
	 */
	void committed(List<TaskEvent> events, long nanos);

}

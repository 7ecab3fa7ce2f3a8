package io.kerground.simulation;

import io.kerground.core.TaskRepository;

/**
 * A repository whose writer is stepped: what nobody waits for is written by
 * {@link #runOnce}, or together with what somebody waits for.
 */
public interface SteppedRepository extends TaskRepository {

	/**
	 * Writes one group of everything that waits.
	 * @return whether anything waited
	 */
	boolean runOnce();

}

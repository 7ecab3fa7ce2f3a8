package io.kerground.core;

import java.time.Duration;

/**
 * Hears when the bodies of tasks begin on this node. Called on the thread of the body, so
 * it must be quick and must not throw.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BeginListener {

	/**
	 * Takes the begin of a body.
	 * @param task the task
	 * @param waited how long it has waited since it was due
	 */
	void begun(TaskReference task, Duration waited);

}

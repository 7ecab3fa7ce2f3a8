package io.kerground.engine;

import java.util.concurrent.Executor;

/**
 * Decides on which threads bodies run. A bean of this type changes that, which tests do.
 *
 * @since 0.1.0
 */
public interface BodyThreads {

	/**
	 * Returns what runs bodies.
	 * @param usual runs each on a thread of the pool
	 * @return the executor
	 */
	Executor executor(Executor usual);

	/**
	 * Returns what is done on a thread after a body.
	 * @param usual takes away what the body left
	 * @return the cleaner
	 */
	ThreadCleaner cleaner(ThreadCleaner usual);

}

package io.kerground.benchmarks;

/**
 * Something that is done to a system and measured.
 */
@FunctionalInterface
interface Workload {

	/**
	 * Sets the system up, warms it up, does the work and adds what was measured.
	 */
	void run(Setting setting, Figures figures) throws Exception;

}

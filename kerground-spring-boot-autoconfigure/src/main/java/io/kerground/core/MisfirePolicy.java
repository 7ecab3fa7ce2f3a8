package io.kerground.core;

/**
 * What becomes of the ticks of a schedule that nobody could fire in time: while no node
 * ran, or while the run before took longer than the period.
 *
 * @since 0.1.0
 */
public enum MisfirePolicy {

	/**
	 * Missed ticks are dropped.
	 */
	SKIP,

	/**
	 * One run stands for all that were missed.
	 */
	ONCE,

	/**
	 * Each missed tick is made up for, one after the other, up to a limit; the oldest are
	 * dropped first.
	 */
	ALL

}

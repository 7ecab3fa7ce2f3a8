package io.kerground.core;

/**
 * What runs in this process at one moment.
 *
 * @param running whether the engine runs
 * @param poolSize the number of slots; 0 for no limit
 * @param active how many slots are taken
 * @param waitingCalls how many submitted calls wait for a slot
 * @param tasks how many tasks the workers offer
 * @param schedules how many of them run by a schedule or a trigger
 * @param loops how many loops there are
 * @since 0.1.0
 */
public record WorkersInfo(boolean running, int poolSize, int active, int waitingCalls, int tasks, int schedules,
		int loops) {

}

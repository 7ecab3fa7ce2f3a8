package io.kerground.core;

import java.util.UUID;

/**
 * What a task's body may know about its own run. A worker's method gets it as its last
 * parameter. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface TaskContext {

	/**
	 * Returns the task's id.
	 * @return the public id
	 */
	UUID taskId();

	/**
	 * Returns the task's name.
	 * @return the canonical name
	 */
	String name();

	/**
	 * Returns the number of this attempt.
	 * @return the attempt, from 1
	 */
	int attempt();

	/**
	 * Returns the task's priority.
	 * @return the priority
	 */
	TaskPriority priority();

	/**
	 * Returns the task's queue.
	 * @return the name of the queue
	 */
	String queue();

	/**
	 * Returns the number of this claim. It grows with each claim of the task and never
	 * repeats, so that a system downstream can refuse the writes of an older attempt.
	 * @return the fencing token
	 */
	long fence();

	/**
	 * Returns whether the application is shutting down: a long body should end soon.
	 * @return whether to come to an end
	 */
	boolean isStopping();

	/**
	 * Returns whether this run does not own the task any more, because it was cancelled
	 * or rescued: whatever it returns is not stored.
	 * @return whether the task is lost
	 */
	boolean isLost();

	/**
	 * Tells how far the body has come. Written at most once a second, the latest wins.
	 * @param done how many steps are done
	 * @param total how many steps there are in all
	 */
	void progress(long done, long total);

}

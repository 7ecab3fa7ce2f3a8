package io.kerground.core;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The part of a store that knows what is due again and again, and which queues are
 * paused. Every write is one move in a group commit, waits until it is committed, and
 * tells whether it won: several nodes may try the same. Safe for use by several threads.
 * <p>
 * For implementors of stores; applications use {@link KergroundWorkers}.
 *
 * @since 0.1.0
 */
public interface ScheduleRepository {

	/**
	 * Returns the part of a store that keeps no schedules.
	 * @return a repository that is always empty
	 */
	static ScheduleRepository none() {
		return NoSchedules.INSTANCE;
	}

	/**
	 * Stores what the code of a node says. What is new or says something else begins anew
	 * at its {@code firstAt}; what is the same stays as it is, also paused. Schedules of
	 * the application that no registered node declares any more are removed.
	 * @param application the name of the application
	 * @param owner the store's internal key of the node
	 * @param declarations the schedules that the node knows
	 */
	void register(String application, long owner, Collection<Declaration> declarations);

	/**
	 * Returns all schedules.
	 * @return the schedules, sorted by name
	 */
	List<StoredSchedule> schedules();

	/**
	 * Fires a tick: stores its task and moves the schedule on, both or none. Loses when
	 * another node was faster, the schedule is paused, or the latest run has not ended. A
	 * task with that id that is stored already is not stored again.
	 * @param name the name of the schedule
	 * @param tick the tick that the caller saw
	 * @param nextAt the tick after it, or null when none is due before something happens
	 * @param task the task
	 * @return whether this call fired it
	 */
	boolean fire(String name, long tick, @Nullable Long nextAt, NewTask task);

	/**
	 * Moves a schedule on without a run. Loses when another node was faster, the schedule
	 * is paused, or the latest run has not ended.
	 * @param name the name of the schedule
	 * @param expected the next tick that the caller saw
	 * @param nextAt the next tick from now on
	 * @return whether this call moved it
	 */
	boolean reschedule(String name, @Nullable Long expected, @Nullable Long nextAt);

	/**
	 * Runs the task of a schedule apart from its ticks. A run that has not begun stands
	 * for all triggers before it; a trigger during a run gives one more run, or is
	 * dropped. A paused schedule is not run.
	 * @param task the task, which is stored if no run is under way
	 * @param moveNext whether the next tick counts from the end of this run
	 * @param dropWhileRunning whether a trigger during a run is dropped
	 * @return whether a run is or will be made for it
	 */
	boolean trigger(NewTask task, boolean moveNext, boolean dropWhileRunning);

	/**
	 * Stops a schedule on all nodes, until it is resumed, also after restarts. What it
	 * was started with is forgotten.
	 * @param name the name of the schedule
	 * @return whether it ran before
	 */
	boolean pause(String name);

	/**
	 * Lets a paused schedule run again.
	 * @param name the name of the schedule
	 * @param nextAt its next tick, or null when none is due before it is triggered
	 * @param start what it is started with
	 * @return whether it was paused before
	 */
	boolean resume(String name, @Nullable Long nextAt, Start start);

	/**
	 * Stops or resumes the claims from a queue, on all nodes, also after restarts.
	 * @param queue the name of the queue
	 * @param paused whether nothing is claimed
	 * @return whether that is a change
	 */
	boolean pauseQueue(String queue, boolean paused);

	/**
	 * Returns the queues from which nothing is claimed.
	 * @return the names
	 */
	Set<String> pausedQueues();

	/**
	 * Stops or resumes the claims of tasks with a name, on all nodes, also after
	 * restarts.
	 * @param name the name of the tasks
	 * @param paused whether nothing is claimed
	 * @return whether that is a change
	 */
	boolean pauseTasks(String name, boolean paused);

	/**
	 * Returns the names of tasks that are not claimed.
	 * @return the names
	 */
	Set<String> pausedTasks();

	/**
	 * Lets no task with a name begin for a reason, on all nodes, also after restarts.
	 * @param fuse the name, the reason and the end
	 * @return whether that is a change; false when tasks with this name do not begin
	 * already
	 */
	default boolean blow(TaskFuse fuse) {
		throw new UnsupportedOperationException("This store has no fuses");
	}

	/**
	 * Lets tasks begin again that a fuse held back.
	 * @param name the name of the tasks
	 * @return whether a fuse held them back
	 */
	default boolean reset(String name) {
		return false;
	}

	/**
	 * Resets the fuses whose time is over.
	 * @param now the present time, in milliseconds since 1970
	 * @return how many were reset
	 */
	default int resetExpired(long now) {
		return 0;
	}

	/**
	 * Returns the fuses that have blown.
	 * @return the fuses, sorted by name
	 */
	default List<TaskFuse> fuses() {
		return List.of();
	}

	/**
	 * Lets nobody be told of a cause of failures, on all nodes, also after restarts. One
	 * that is muted already gets the new reason and end.
	 * @param mute the cause, the reason and the end
	 */
	default void mute(FailureMute mute) {
		throw new UnsupportedOperationException("This store mutes nothing");
	}

	/**
	 * Lets a cause of failures be told again.
	 * @param cause the id of the cause
	 * @return whether it was muted
	 */
	default boolean unmute(UUID cause) {
		return false;
	}

	/**
	 * Returns the causes that are muted.
	 * @param now the present time, in milliseconds since 1970; those whose time is over
	 * are left out
	 * @return the causes, the latest first
	 */
	default List<FailureMute> mutes(long now) {
		return List.of();
	}

	/**
	 * What the code of a node says about one schedule.
	 *
	 * @param definition the schedule
	 * @param firstAt its first tick if it is new, or null
	 */
	record Declaration(ScheduleDefinition definition, @Nullable Long firstAt) {

	}

	/**
	 * What a schedule is started with in place of what the code says.
	 *
	 * @param period the interval or delay, or null
	 * @param delayBefore the pause before each run, or null
	 * @param priority the priority, or null
	 */
	record Start(@Nullable Duration period, @Nullable Duration delayBefore, @Nullable TaskPriority priority) {

		/**
		 * What the code says.
		 */
		public static final Start AS_DECLARED = new Start(null, null, null);

	}

}

package io.kerground.core;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The store of all tasks. Safe for use by several threads. Methods that return a value
 * wait until it is committed; {@link #settle} and {@link #progress} do not. They throw
 * {@link StoreException} when the store fails, and nothing is stored then unless
 * {@link StoreException#isOutcomeUnknown()}.
 * <p>
 * For implementors of stores; applications use {@link KergroundOperations}.
 *
 * @since 0.1.0
 */
public interface TaskRepository extends TaskQueries, AutoCloseable {

	/**
	 * The greatest number of tasks that one call of {@link #send} stores.
	 */
	int SEND_LIMIT = 1000;

	/**
	 * The greatest number of tasks that one call of {@link #change} changes: so many are
	 * changed in a few milliseconds, in which nobody else writes.
	 */
	int CHANGE_LIMIT = 50;

	/**
	 * Stores new tasks, all or none. A task with an id of its caller's that is stored
	 * already is left unchanged.
	 * @param tasks the tasks, at most {@value #SEND_LIMIT}
	 * @return what became of each, in their order
	 * @throws TaskConflictException if a task with such an id is stored under another
	 * name
	 */
	List<SendReceipt> send(List<NewTask> tasks);

	/**
	 * Stores a batch with all its members, or nothing of it.
	 * @param batch the batch, with at most {@value #SEND_LIMIT} tasks and batches within
	 * it
	 * @return whether it is stored now; false when one with its id was stored before,
	 * which is left unchanged
	 */
	default boolean send(NewBatch batch) {
		throw new UnsupportedOperationException("This store keeps no batches");
	}

	/**
	 * Cancels all members of a batch that have not ended, at all depths.
	 * @param id the public id of the batch
	 * @return whether it was open
	 */
	default boolean cancelBatch(UUID id) {
		throw new UnsupportedOperationException("This store keeps no batches");
	}

	/**
	 * Returns whether a task or batch was sent in the current transaction, which is still
	 * open, so that nobody else can see it yet.
	 * @param id the public id
	 * @return whether its transaction is open
	 */
	boolean isUncommitted(UUID id);

	/**
	 * Cancels a task that has not ended.
	 * @param id the public id
	 * @return whether it was cancelled; false when it has ended or is not stored
	 */
	boolean cancel(UUID id);

	/**
	 * Makes a pending task due now.
	 * @param id the public id
	 * @return whether it was pending and due later
	 */
	default boolean hasten(UUID id) {
		throw new UnsupportedOperationException("This store changes no due times");
	}

	/**
	 * Makes a failed or cancelled task pending again, with attempt and crashes 0.
	 * @param id the public id
	 * @return whether it is pending again
	 */
	boolean retry(UUID id);

	/**
	 * Makes a failed or cancelled task pending again with other arguments.
	 * @param id the public id
	 * @param payload the arguments
	 * @return whether it is pending again
	 */
	default boolean retry(UUID id, byte[] payload) {
		throw new UnsupportedOperationException("This store changes no arguments");
	}

	/**
	 * Removes a task that is not running.
	 * @param id the public id
	 * @return whether it was removed
	 */
	boolean delete(UUID id);

	/**
	 * Changes some tasks in one commit. Those that are removed are kept aside until
	 * {@link #restore} or {@link #discard}.
	 * @param ids the public ids, at most {@value #CHANGE_LIMIT}
	 * @param change what to do
	 * @return how many were changed; the others were in no state for it or are not stored
	 */
	default int change(Collection<UUID> ids, TaskChange change) {
		throw new UnsupportedOperationException("This store changes single tasks only");
	}

	/**
	 * Brings tasks back that a change removed. A task whose id was sent anew meanwhile is
	 * dropped.
	 * @param change the id of the change
	 * @param deletedAfter the change must have removed its last task at or after this
	 * time, in milliseconds since 1970
	 * @param limit the greatest number of tasks
	 * @return how many are back, or a negative number when none is left, or all were
	 * removed too long ago
	 */
	default int restore(UUID change, long deletedAfter, int limit) {
		throw new UnsupportedOperationException("This store changes single tasks only");
	}

	/**
	 * Removes tasks for good that changes removed.
	 * @param deletedBefore only tasks that were removed before this time, in milliseconds
	 * since 1970
	 * @param limit the greatest number of tasks
	 * @return how many were removed; less than the limit when none is left
	 */
	default int discard(long deletedBefore, int limit) {
		return 0;
	}

	/**
	 * Lets a node take tasks from now on. Each later group of writes asks it for its
	 * demand.
	 * @param scope what the node may claim
	 * @param intake where claimed tasks go
	 */
	void attach(ClaimScope scope, TaskIntake intake);

	/**
	 * Ends what {@link #attach} began; when this returns, no task is claimed for the node
	 * any more. Settlements are still told to the intake.
	 */
	void detach();

	/**
	 * Makes the store ask the attached node for its demand soon, because a slot became
	 * free or a task may be due. Does not wait.
	 */
	void requestClaim();

	/**
	 * Settles a claimed task: fenced, so that it changes nothing when the owner lost the
	 * task. Waits only while too many settlements are under way; the answer goes to
	 * {@link TaskIntake#settled}.
	 * @param task the task
	 * @param outcome how its attempt ended
	 * @param nanos how long the body ran
	 */
	void settle(ClaimedTask task, TaskOutcome outcome, long nanos);

	/**
	 * Settles a claimed task and stores what its attempt has logged in the same commit.
	 * @param task the task
	 * @param outcome how its attempt ended
	 * @param nanos how long the body ran
	 * @param log what the attempt has logged
	 */
	default void settle(ClaimedTask task, TaskOutcome outcome, long nanos, String log) {
		settle(task, outcome, nanos);
	}

	/**
	 * Stores when the body of a task that was claimed ahead began, fenced, with the next
	 * group of writes. Does not wait and is never told.
	 * @param task the task with its true start
	 */
	void begun(ClaimedTask task);

	/**
	 * Stores the progress of a running task, fenced. Does not wait and is never told.
	 * @param task the task
	 * @param progress how far it has come
	 */
	void progress(ClaimedTask task, TaskProgress progress);

	/**
	 * Returns the fences of the tasks that a node owns.
	 * @param owner the store's internal key of the node
	 * @return the pairs of task and fence that are running
	 */
	Collection<Ownership> owned(long owner);

	/**
	 * Registers a node.
	 * @param node the node, whose {@code seq} is not used
	 * @return the node with its {@code seq}
	 */
	Node join(Node node);

	/**
	 * Tells that a node lives.
	 * @param owner the store's internal key of the node
	 * @return false when the node is not registered any more: it was taken for dead
	 */
	boolean beat(long owner);

	/**
	 * Removes a node that owns no task any more.
	 * @param owner the store's internal key of the node
	 */
	void leave(long owner);

	/**
	 * Takes tasks of a dead node back, at most {@code limit}, and removes the node with
	 * its last one.
	 * @param owner the store's internal key of the dead node
	 * @param rule which of them crashed, and what that means
	 * @param limit the greatest number of tasks
	 * @return how many tasks were taken back; less than the limit at the last
	 */
	int rescue(long owner, RescueRule rule, int limit);

	/**
	 * Removes ended tasks that are past their retention.
	 * @param rule which tasks
	 * @param limit the greatest number of tasks
	 * @return how many were removed; less than the limit when none is left
	 */
	int prune(PruneRule rule, int limit);

	/**
	 * Returns whether another process may have written since the last call.
	 * @return whether it is worth to look again
	 */
	boolean changedElsewhere();

	/**
	 * Returns the part of the store that knows what is due again and again.
	 * @return the schedules; empty unless the store keeps some
	 */
	default ScheduleRepository schedules() {
		return ScheduleRepository.none();
	}

	/**
	 * Makes a backup of everything that is stored, while the store is used. A store that
	 * is backed up by the means of its database need not implement this.
	 * @return the file
	 * @throws BackupException if none was made
	 */
	default Path backup() {
		throw BackupException.refused("This store makes no backups: use those of its database");
	}

	/**
	 * Ends all writing. Commands that wait are still carried out, later ones are refused
	 * with {@link KergroundClosedException}.
	 */
	@Override
	void close();

	/**
	 * A task that a node owns.
	 *
	 * @param seq the store's internal key of the task
	 * @param fence the number of the claim
	 */
	record Ownership(long seq, long fence) {

	}

	/**
	 * What becomes of the tasks of a dead node.
	 *
	 * @param maxCrashes how many crashes fail a task
	 * @param running the tasks whose bodies were running when the node died, the only
	 * ones that crashed; null when that is not known, so that all count
	 */
	record RescueRule(int maxCrashes, @Nullable Set<Ownership> running) {

		private static final long SECOND_CRASH_MILLIS = 10_000;

		private static final long MAX_DELAY_MILLIS = 3_600_000;

		/**
		 * Returns whether the death of the node counts as a crash of a task.
		 * @param task the task
		 * @return whether its body was, or may have been, running
		 */
		public boolean isCrash(Ownership task) {
			return this.running == null || this.running.contains(task);
		}

		/**
		 * Returns how long a task waits after a crash: not at all after its first, since
		 * most processes die for other reasons, then 10 s, 40 s and so on up to an hour,
		 * so that a task that kills its process does not kill it again at once.
		 * @param crashes how often its node died, this time included
		 * @return the delay in milliseconds
		 */
		public static long delay(int crashes) {
			long delay = (crashes > 1) ? SECOND_CRASH_MILLIS : 0;
			for (int i = 2; i < crashes && delay < MAX_DELAY_MILLIS; i++) {
				delay *= 4;
			}
			return Math.min(delay, MAX_DELAY_MILLIS);
		}

	}

	/**
	 * Which ended tasks are past their retention.
	 *
	 * @param status the final status
	 * @param names only tasks with these names, or null for all but {@code except}
	 * @param except not tasks with these names
	 * @param after only tasks that ended at or after this time, in milliseconds since
	 * 1970
	 * @param before only tasks that ended before this time, in milliseconds since 1970
	 */
	record PruneRule(TaskStatus status, @Nullable Set<String> names, Set<String> except, long after, long before) {

	}

}

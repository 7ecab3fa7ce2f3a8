package io.kerground.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Tasks that belong together: one after the other, or side by side. A batch may hold
 * other batches. Immutable: each method returns a changed copy. Nothing happens until it
 * is given to {@link KergroundOperations#send(TaskBatch)}, which stores the whole batch
 * or nothing of it.
 * <p>
 * What happens when a member fails for good or is cancelled: a {@link #sequential()}
 * batch cancels the members after it, unless {@link #continueOnFailure()}; the others of
 * a {@link #concurrent()} batch go on, unless {@link #cancelOnFailure()}. An empty batch
 * finishes at once.
 *
 * @since 0.1.0
 */
public final class TaskBatch {

	/**
	 * The greatest number of tasks and batches within a batch, at all depths and with the
	 * tasks that follow it.
	 */
	public static final int LIMIT = TaskRepository.SEND_LIMIT;

	private final boolean sequential;

	private boolean stops;

	private @Nullable UUID id;

	private List<Object> members = List.of();

	private List<Follower> followers = List.of();

	private TaskBatch(boolean sequential) {
		this.sequential = sequential;
		this.stops = sequential;
	}

	/**
	 * Returns an empty batch whose members run one after the other in the order in which
	 * they are added.
	 * @return the batch
	 */
	public static TaskBatch sequential() {
		return new TaskBatch(true);
	}

	/**
	 * Returns an empty batch whose members run side by side, as many as there are slots.
	 * @return the batch
	 */
	public static TaskBatch concurrent() {
		return new TaskBatch(false);
	}

	/**
	 * Returns this batch with more tasks. A delay of a task counts from the sending of
	 * the batch.
	 * @param tasks the tasks, which must not have ids or keys of their own
	 * @return the batch
	 * @throws IllegalArgumentException if a task has an id or a key
	 */
	public TaskBatch add(TaskRequest... tasks) {
		return add(List.of(tasks));
	}

	/**
	 * Returns this batch with more tasks.
	 * @param tasks the tasks, as in {@link #add(TaskRequest...)}
	 * @return the batch
	 * @throws IllegalArgumentException if a task has an id or a key
	 */
	public TaskBatch add(Collection<TaskRequest> tasks) {
		for (TaskRequest task : tasks) {
			if (task.hasOwnId()) {
				throw new IllegalArgumentException("A member of a batch can't have an id or a key of its own: give the"
						+ " batch an id, so that all of it is stored once");
			}
		}
		return with((copy) -> copy.members = joined(this.members, tasks));
	}

	/**
	 * Returns this batch with another batch as a member, which counts as one.
	 * @param batch the inner batch, which must not have an id of its own
	 * @return the batch
	 * @throws IllegalArgumentException if the inner batch has an id
	 */
	public TaskBatch add(TaskBatch batch) {
		if (batch.id != null) {
			throw new IllegalArgumentException("Only the outermost batch can have an id of its own");
		}
		return with((copy) -> copy.members = joined(this.members, List.of(batch)));
	}

	/**
	 * Returns this batch, which goes on with its other members when one fails or is
	 * cancelled.
	 * @return the batch
	 */
	public TaskBatch continueOnFailure() {
		return with((copy) -> copy.stops = false);
	}

	/**
	 * Returns this batch, which cancels its other members, also running ones, when one
	 * fails or is cancelled.
	 * @return the batch
	 */
	public TaskBatch cancelOnFailure() {
		return with((copy) -> copy.stops = true);
	}

	/**
	 * Returns this batch, followed by a task when all its members have finished.
	 * @param task the task, sent by the commit that stores the last member's end, once;
	 * its delay counts from there
	 * @return the batch
	 */
	public TaskBatch then(TaskRequest task) {
		return follow(NewBatch.Moment.SUCCESS, task);
	}

	/**
	 * Returns this batch, followed by a task when all its members have ended and one of
	 * them has failed.
	 * @param task the task, as in {@link #then}
	 * @return the batch
	 */
	public TaskBatch onFailure(TaskRequest task) {
		return follow(NewBatch.Moment.FAILURE, task);
	}

	/**
	 * Returns this batch, followed by a task when all its members have ended, however.
	 * @param task the task, as in {@link #then}
	 * @return the batch
	 */
	public TaskBatch onEnd(TaskRequest task) {
		return follow(NewBatch.Moment.END, task);
	}

	/**
	 * Returns this batch with an id of the caller's, so that sending it again is safe: a
	 * batch with an id that is stored already is left unchanged.
	 * @param id the id
	 * @return the batch
	 */
	public TaskBatch id(UUID id) {
		return with((copy) -> copy.id = id);
	}

	private TaskBatch follow(NewBatch.Moment moment, TaskRequest task) {
		return with((copy) -> copy.followers = joined(this.followers, List.of(new Follower(moment, task))));
	}

	private static <T> List<T> joined(List<T> first, Collection<? extends T> second) {
		List<T> all = new ArrayList<>(first.size() + second.size());
		all.addAll(first);
		all.addAll(second);
		return all;
	}

	private TaskBatch with(Consumer<TaskBatch> change) {
		TaskBatch copy = new TaskBatch(this.sequential);
		copy.stops = this.stops;
		copy.id = this.id;
		copy.members = this.members;
		copy.followers = this.followers;
		change.accept(copy);
		return copy;
	}

	boolean isSequential() {
		return this.sequential;
	}

	boolean isStopping() {
		return this.stops;
	}

	@Nullable UUID ownId() {
		return this.id;
	}

	/**
	 * Returns the members, each a request or a batch.
	 */
	List<Object> members() {
		return this.members;
	}

	List<Follower> followers() {
		return this.followers;
	}

	/**
	 * Returns how many tasks and batches are within this one.
	 */
	int size() {
		int size = this.followers.size();
		for (Object member : this.members) {
			size += (member instanceof TaskBatch batch) ? 1 + batch.size() : 1;
		}
		return size;
	}

	@Override
	public String toString() {
		return "TaskBatch[" + (this.sequential ? "sequential" : "concurrent") + " with " + this.members.size()
				+ " members]";
	}

	/**
	 * A task that follows the batch.
	 */
	record Follower(NewBatch.Moment moment, TaskRequest task) {

	}

}

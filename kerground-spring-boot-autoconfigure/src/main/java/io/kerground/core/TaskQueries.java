package io.kerground.core;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What can be asked of a store. Every method is short, limited and safe for use by
 * several threads; each sees all that was committed before it was called. They throw
 * {@link StoreException} when the store can't be read.
 *
 * @since 0.1.0
 */
public interface TaskQueries {

	/**
	 * Returns the status of a task.
	 * @param id the public id
	 * @return the status, or empty when no such task is stored
	 */
	Optional<TaskStatus> status(UUID id);

	/**
	 * Returns everything stored about a task.
	 * @param id the public id
	 * @return the task, or empty when no such task is stored
	 */
	Optional<Task> find(UUID id);

	/**
	 * Returns status, response and error of a task.
	 * @param id the public id
	 * @return the result, or empty when no such task is stored
	 */
	Optional<StoredResult> result(UUID id);

	/**
	 * Returns which of the given tasks and batches have ended or are not stored at all.
	 * @param ids the public ids
	 * @return the ids whose waiters need not wait any longer
	 */
	Set<UUID> ended(Collection<UUID> ids);

	/**
	 * Returns a page of tasks. Looks at a limited number of rows, so that a page may hold
	 * less than its size and still have a next one.
	 * @param query which tasks
	 * @return the page, newest first
	 */
	TaskPage list(TaskQuery query);

	/**
	 * Returns the counts of tasks.
	 * @return the statistics
	 */
	TaskStats stats();

	/**
	 * Returns the state of a batch.
	 * @param id the public id of the batch
	 * @return the state, or empty when no such batch is stored
	 */
	default Optional<TaskBatchState> batch(UUID id) {
		throw new UnsupportedOperationException("This store keeps no batches");
	}

	/**
	 * Returns what the latest attempts of a task have logged and was stored.
	 * @param id the public id
	 * @return the logs, oldest first; empty unless {@code kerground.task-log.enabled} was
	 * set where they ran
	 */
	default List<TaskLog> logs(UUID id) {
		return List.of();
	}

	/**
	 * Returns the nodes that work on this store.
	 * @return the nodes, oldest first
	 */
	List<Node> nodes();

	/**
	 * Returns how the store is.
	 * @return its state
	 */
	StoreState state();

}

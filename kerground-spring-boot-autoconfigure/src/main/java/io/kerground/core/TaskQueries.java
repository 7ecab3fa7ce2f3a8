package io.kerground.core;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a store. Every method is short, limited and safe for use by
 * several threads; each sees all that was committed before it was called. They throw
 * {@link StoreException} when the store can't be read.
 *
 * @since 0.1.0
 */
public interface TaskQueries {

	/**
	 * How many failures can be asked for at once.
	 */
	int MOST_FAILURES = 1_000;

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
	 * Returns a page of tasks. Looks at a limited number of rows for a limited time, so
	 * that a page may hold less than its size and still have a next one.
	 * @param query which tasks
	 * @return the page, newest first
	 */
	TaskPage list(TaskQuery query);

	/**
	 * Returns a page of the tasks that have failed for good, with the little that tells
	 * whether one is known already.
	 * @param after the {@link TaskFailurePage#next} of the page before, or null
	 * @param size the greatest number of tasks, 1 to {@value #MOST_FAILURES}
	 * @return the page, the latest failure first
	 * @throws IllegalArgumentException if the key was not made by this store
	 */
	default TaskFailurePage failures(@Nullable String after, int size) {
		TaskPage page = list(
				TaskQuery.all().status(TaskStatus.FAILED).after(after).size(Math.min(size, TaskQuery.MAX_SIZE)));
		return new TaskFailurePage(page.tasks()
			.stream()
			.map((task) -> new TaskFailure(task.id(), task.name(),
					(task.finishedAt() != null) ? task.finishedAt() : task.createdAt()))
			.toList(), page.next());
	}

	/**
	 * Returns the latest errors of some tasks, with their stack traces.
	 * @param ids the public ids, at most {@value #MOST_FAILURES}
	 * @return the errors by the ids of the tasks that have one
	 */
	default Map<UUID, TaskError> errors(Collection<UUID> ids) {
		Map<UUID, TaskError> errors = new HashMap<>();
		for (UUID id : ids) {
			find(id).map(Task::error).ifPresent((error) -> errors.put(id, error));
		}
		return errors;
	}

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

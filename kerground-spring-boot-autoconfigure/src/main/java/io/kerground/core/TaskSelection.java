package io.kerground.core;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;

/**
 * Which tasks are changed together: all that match a query, or some by their ids.
 * Immutable.
 *
 * @param query what the tasks match; its key and size are not used
 * @param ids the ids of the tasks; empty for all that match
 * @param limit the greatest number of tasks, 1 to {@value #MAX_LIMIT}; the newest come
 * first
 * @since 0.1.0
 */
public record TaskSelection(TaskQuery query, List<UUID> ids, int limit) {

	/**
	 * The greatest limit.
	 */
	public static final int MAX_LIMIT = 1_000_000;

	/**
	 * The limit unless another is asked for.
	 */
	public static final int DEFAULT_LIMIT = 10_000;

	/**
	 * Takes a copy of the ids, each once.
	 * @throws IllegalArgumentException if the limit is out of its range
	 */
	public TaskSelection {
		ids = List.copyOf(new LinkedHashSet<>(ids));
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT + ", but is " + limit);
		}
	}

	/**
	 * Returns a selection of all tasks that match a query.
	 * @param query the query
	 * @return the selection of at most {@value #DEFAULT_LIMIT} tasks
	 */
	public static TaskSelection matching(TaskQuery query) {
		return new TaskSelection(query, List.of(), DEFAULT_LIMIT);
	}

	/**
	 * Returns a selection of some tasks.
	 * @param ids their ids, at least one
	 * @return the selection
	 * @throws IllegalArgumentException if there is none
	 */
	public static TaskSelection of(Collection<UUID> ids) {
		if (ids.isEmpty()) {
			throw new IllegalArgumentException("At least one id is needed");
		}
		return new TaskSelection(TaskQuery.all(), List.copyOf(ids), DEFAULT_LIMIT);
	}

	/**
	 * Returns this selection with another limit.
	 * @param limit the greatest number of tasks
	 * @return the selection
	 */
	public TaskSelection limit(int limit) {
		return new TaskSelection(this.query, this.ids, limit);
	}

}

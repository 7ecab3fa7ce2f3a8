package io.kerground.core;

import org.jspecify.annotations.Nullable;

/**
 * Which tasks to list: newest first, paged by key. Immutable.
 *
 * @param status only tasks in this status, or null for any
 * @param name only tasks with this canonical name, or null for any
 * @param queue only tasks in this queue, or null for any
 * @param after the {@link TaskPage#next} of the page before, or null for the first page
 * @param size the greatest number of tasks on the page, 1 to {@value #MAX_SIZE}
 * @param filter further conditions
 * @since 0.1.0
 */
public record TaskQuery(@Nullable TaskStatus status, @Nullable String name, @Nullable String queue,
		@Nullable String after, int size, TaskFilter filter) {

	/**
	 * The greatest size of a page.
	 */
	public static final int MAX_SIZE = 200;

	/**
	 * The size of a page unless another is asked for.
	 */
	public static final int DEFAULT_SIZE = 100;

	/**
	 * Checks the size.
	 * @throws IllegalArgumentException if the size is out of its range
	 */
	public TaskQuery {
		if (size < 1 || size > MAX_SIZE) {
			throw new IllegalArgumentException("size must be 1 to " + MAX_SIZE + ", but is " + size);
		}
	}

	/**
	 * Creates a query without further conditions.
	 * @param status only tasks in this status, or null for any
	 * @param name only tasks with this canonical name, or null for any
	 * @param queue only tasks in this queue, or null for any
	 * @param after the {@link TaskPage#next} of the page before, or null
	 * @param size the greatest number of tasks on the page
	 */
	public TaskQuery(@Nullable TaskStatus status, @Nullable String name, @Nullable String queue, @Nullable String after,
			int size) {
		this(status, name, queue, after, size, TaskFilter.NONE);
	}

	/**
	 * Returns a query for all tasks.
	 * @return the query for the first page
	 */
	public static TaskQuery all() {
		return new TaskQuery(null, null, null, null, DEFAULT_SIZE);
	}

	/**
	 * Returns this query for one status.
	 * @param status the status to list
	 * @return the query
	 */
	public TaskQuery status(@Nullable TaskStatus status) {
		return new TaskQuery(status, this.name, this.queue, this.after, this.size, this.filter);
	}

	/**
	 * Returns this query for one canonical task name.
	 * @param name the name to list
	 * @return the query
	 */
	public TaskQuery name(@Nullable String name) {
		return new TaskQuery(this.status, name, this.queue, this.after, this.size, this.filter);
	}

	/**
	 * Returns this query for one queue.
	 * @param queue the queue to list
	 * @return the query
	 */
	public TaskQuery queue(@Nullable String queue) {
		return new TaskQuery(this.status, this.name, queue, this.after, this.size, this.filter);
	}

	/**
	 * Returns this query for the page after the given key.
	 * @param after the {@link TaskPage#next} of the page before
	 * @return the query
	 */
	public TaskQuery after(@Nullable String after) {
		return new TaskQuery(this.status, this.name, this.queue, after, this.size, this.filter);
	}

	/**
	 * Returns this query with another page size.
	 * @param size the greatest number of tasks on the page
	 * @return the query
	 */
	public TaskQuery size(int size) {
		return new TaskQuery(this.status, this.name, this.queue, this.after, size, this.filter);
	}

	/**
	 * Returns this query with further conditions.
	 * @param filter the conditions
	 * @return the query
	 */
	public TaskQuery filter(TaskFilter filter) {
		return new TaskQuery(this.status, this.name, this.queue, this.after, this.size, filter);
	}

}

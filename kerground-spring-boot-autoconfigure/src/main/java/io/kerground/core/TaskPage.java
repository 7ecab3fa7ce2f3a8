package io.kerground.core;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One page of a list of tasks.
 *
 * @param tasks the tasks, newest first, without arguments, response and attempts
 * @param next the key to give to {@link TaskQuery#after} for the next page, or null at
 * the end. A page may be empty and still have a next one when a filter made the store
 * look at its limit of rows
 * @since 0.1.0
 */
public record TaskPage(List<Task> tasks, @Nullable String next) {

	/**
	 * Takes a copy of the tasks.
	 */
	public TaskPage {
		tasks = List.copyOf(tasks);
	}

}

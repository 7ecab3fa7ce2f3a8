package io.kerground.core;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One page of the tasks that have failed for good.
 *
 * @param failures the tasks, the latest failure first
 * @param next the key to give to {@link TaskQueries#failures} for the next page, or null
 * at the end
 * @since 0.1.0
 */
public record TaskFailurePage(List<TaskFailure> failures, @Nullable String next) {

	/**
	 * Takes a copy of the failures.
	 */
	public TaskFailurePage {
		failures = List.copyOf(failures);
	}

}

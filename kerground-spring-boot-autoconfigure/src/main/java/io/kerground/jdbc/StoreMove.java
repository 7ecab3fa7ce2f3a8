package io.kerground.jdbc;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * Something that the writer does within a group.
 *
 * @param <T> the answer
 */
@FunctionalInterface
interface StoreMove<T extends @Nullable Object> {

	/**
	 * Writes.
	 */
	T make(TaskMoves moves) throws SQLException;

}

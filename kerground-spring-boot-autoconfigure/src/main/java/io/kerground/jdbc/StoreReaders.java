package io.kerground.jdbc;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Lends connections to those who read.
 */
interface StoreReaders extends AutoCloseable {

	/**
	 * Runs a query.
	 * @throws io.kerground.core.StoreException if the store can't be read
	 */
	<T extends @Nullable Object> T read(Function<JdbcTemplate, T> query);

	@Override
	void close();

}

package io.kerground.core;

import java.lang.reflect.Type;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Writes arguments and responses as JSON and reads them back, by the declared types of
 * the worker's method. Stored text never names a class. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface TaskSerializer {

	/**
	 * Checks at start that values of a declared type can be written and read back.
	 * @param type the declared type
	 * @throws PayloadException if such values could not be read back
	 */
	void check(Type type);

	/**
	 * Writes arguments as a JSON array and makes sure that they can be read back.
	 * @param arguments the arguments
	 * @param types the declared types, one each
	 * @return the array in UTF-8
	 * @throws PayloadException if an argument can't be written or not be read back
	 */
	byte[] writeArguments(@Nullable Object[] arguments, List<? extends Type> types);

	/**
	 * Reads arguments.
	 * @param payload the array in UTF-8
	 * @param types the declared types, one for each element
	 * @return the arguments
	 * @throws PayloadException if the array can't be read or has another number of
	 * elements
	 */
	@Nullable Object[] readArguments(byte[] payload, List<? extends Type> types);

	/**
	 * Writes a response.
	 * @param response the value, or null
	 * @param type the declared type
	 * @return the JSON in UTF-8, or null for null
	 * @throws PayloadException if the value can't be written
	 */
	byte @Nullable [] writeResponse(@Nullable Object response, Type type);

	/**
	 * Reads a response.
	 * @param <T> the type
	 * @param response the JSON in UTF-8
	 * @param type the type to read
	 * @return the value, or null for a JSON null
	 * @throws PayloadException if the JSON does not fit the type
	 */
	<T> @Nullable T readResponse(byte[] response, Type type);

}

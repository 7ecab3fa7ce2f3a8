package io.kerground.core;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The tasks that the workers of this application offer. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface TaskCatalog {

	/**
	 * Returns whether all workers have been found, so that tasks may be sent.
	 * @return whether discovery is over
	 */
	boolean isComplete();

	/**
	 * Returns all tasks.
	 * @return the definitions, sorted by name
	 */
	List<TaskDefinition> definitions();

	/**
	 * Returns the task with a name.
	 * @param name the canonical name, an alias, or the bare method name while it is
	 * unique
	 * @return the definition, or null when no worker offers it
	 * @throws AmbiguousTaskNameException if several tasks have this bare method name
	 */
	@Nullable TaskDefinition find(String name);

	/**
	 * Returns the task that a method reference means.
	 * @param workerType the binary name of the class that the reference names
	 * @param method the name of the method
	 * @param descriptor the method's parameters in the form of a class file, as in
	 * {@code (JLjava/lang/String;)}
	 * @return the definition
	 * @throws UnknownTaskNameException if the method is not a task
	 * @throws AmbiguousTaskNameException if several workers have it
	 */
	TaskDefinition find(String workerType, String method, String descriptor);

	/**
	 * Returns the names that are most like an unknown one.
	 * @param name the unknown name
	 * @return up to three canonical names, the nearest first
	 */
	List<String> nearest(String name);

}

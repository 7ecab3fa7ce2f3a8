package io.kerground.core;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Controls the workers of this application, by hand and at run time. Safe for use by
 * several threads.
 *
 * @since 0.1.0
 */
public interface KergroundWorkers {

	/**
	 * Returns one worker: a method with a schedule, a trigger or a loop, or any task
	 * method as a queue of its items.
	 * @param name the canonical name, or the bare method name while it is unique
	 * @return the worker
	 * @throws UnknownTaskNameException if this application has no such worker
	 */
	WorkerHandle worker(String name);

	/**
	 * Returns all workers.
	 * @return the workers, sorted by name
	 */
	List<WorkerHandle> workers();

	/**
	 * Returns the slots in which tasks run in this process.
	 * @return the pool
	 */
	PoolHandle pool();

	/**
	 * Returns what runs in this process.
	 * @return the numbers of this moment
	 */
	WorkersInfo info();

	/**
	 * Runs something in a slot of the pool, by the same rule as tasks: a more urgent one
	 * goes first, and of one priority the one that came first. It is not stored: when the
	 * process ends before it has run, it is lost.
	 * @param <T> the type of the result
	 * @param body what to run
	 * @param priority the priority
	 * @return its result; completed with {@link KergroundClosedException} when the
	 * application stops before it begins. Cancelling it does not interrupt the body
	 * @throws KergroundClosedException if the application has stopped
	 */
	<T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> body, TaskPriority priority);

}

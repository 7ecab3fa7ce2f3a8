package io.kerground.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Controls one worker. What is said about a stored worker, which is all but a loop, holds
 * for all nodes and survives a restart. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface WorkerHandle {

	/**
	 * Returns the name of the worker.
	 * @return the canonical name
	 */
	String name();

	/**
	 * Returns the word for the kind of worker.
	 * @return {@code cron}, {@code interval}, {@code delay}, {@code trigger},
	 * {@code loop}, or {@code queue} for any other task method
	 */
	String kind();

	/**
	 * Starts the worker as its code says.
	 * @return false when it was not stopped
	 */
	default boolean start() {
		return start(WorkerStart.AS_DECLARED);
	}

	/**
	 * Starts the worker with something in place of what its code says, until it is
	 * stopped.
	 * @param start what to start it with
	 * @return false when it was not stopped; nothing changes then
	 * @throws IllegalArgumentException if a worker of this kind can't be started so
	 */
	boolean start(WorkerStart start);

	/**
	 * Lets no further run begin. Does not wait for a run that is under way; items of a
	 * queue are kept.
	 * @return false when it was stopped before
	 */
	boolean stop();

	/**
	 * Lets no further run begin, and waits for the run that is under way, on whatever
	 * node.
	 * @param timeout how long to wait at most
	 * @return whether no run is under way any more
	 */
	boolean stop(Duration timeout);

	/**
	 * Lets no further run begin, without waiting for anything.
	 * @return completed when the stop is stored, with false when the worker was stopped
	 * before
	 */
	CompletableFuture<Boolean> stopAsync();

	/**
	 * Stops the worker, waits for the run that is under way, and starts it as its code
	 * says.
	 * @param timeout how long to wait at most; it is started in any case
	 * @return whether the run ended in time
	 */
	boolean restart(Duration timeout);

	/**
	 * Runs a schedule or a trigger now. Triggers before the run begins give one run; a
	 * trigger during a run gives one more, unless the worker drops it.
	 * @return false when the worker is stopped, or drops the trigger
	 * @throws UnsupportedOperationException if the worker is a loop or a queue
	 */
	boolean trigger();

	/**
	 * Sends items to a queue.
	 * @param arguments the arguments of its method
	 * @return the id of the task
	 * @throws UnsupportedOperationException if the worker is no queue
	 */
	UUID put(@Nullable Object... arguments);

	/**
	 * Returns what the worker does.
	 * @return the state
	 */
	WorkerState state();

	/**
	 * Returns whether the worker may run.
	 * @return whether it is not stopped
	 */
	default boolean isActive() {
		return state() != WorkerState.STOPPED;
	}

	/**
	 * Returns whether the worker begins no run until it is started.
	 * @return whether it is stopped
	 */
	default boolean isStopped() {
		return !isActive();
	}

	/**
	 * Returns when the latest run was due.
	 * @return the time; empty before the first run, and for a queue
	 */
	Optional<Instant> lastExecuted();

}

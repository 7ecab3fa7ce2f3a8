package io.kerground.engine;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskSerializer;
import io.kerground.core.TaskTransactions;
import org.jspecify.annotations.Nullable;

/**
 * What every execution needs.
 *
 * @param repository where outcomes go
 * @param serializer reads arguments and writes responses
 * @param pool the slots
 * @param clock tells the time
 * @param random where the jitter comes from
 * @param settings settings of the engine
 * @param stopping whether the engine is stopping
 * @param ends hears how an execution goes on
 * @param slow counts the executions that were warned about
 * @param slots tells a rescuer which bodies were running
 * @param observers who observes attempts
 * @param transactions runs the bodies that commit with their finish
 */
record ExecutionScope(TaskRepository repository, TaskSerializer serializer, WorkerPool pool, TaskClock clock,
		RandomGenerator random, EngineSettings settings, BooleanSupplier stopping, Ends ends, LongAdder slow,
		Supplier<NodeSlots> slots, AttemptObservers observers, Supplier<@Nullable TaskTransactions> transactions) {

	/**
	 * Hears how an execution goes on.
	 */
	interface Ends {

		/**
		 * The body begins.
		 */
		void bodyBegins(TaskExecution execution);

		/**
		 * The body does not end though it was interrupted: its slot is free, its id is
		 * not.
		 */
		void bodyStuck(TaskExecution execution);

		/**
		 * The body has ended: the slot and the id are free.
		 */
		void bodyEnded(TaskExecution execution);

		/**
		 * The attempt failed and its outcome is on its way into the store.
		 */
		void failed(TaskExecution execution, AttemptFailure failure);

		/**
		 * The store refused the finish: this node does not own the task any more.
		 */
		void refused(TaskExecution execution);

		/**
		 * The outcome is on its way into the store: nothing is left to do.
		 */
		void over();

	}

}

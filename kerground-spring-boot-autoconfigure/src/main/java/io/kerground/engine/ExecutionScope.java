package io.kerground.engine;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskSerializer;

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
 * @param ends hears of the two ends of an execution
 * @param slow counts the executions that were warned about
 */
record ExecutionScope(TaskRepository repository, TaskSerializer serializer, WorkerPool pool, TaskClock clock,
		RandomGenerator random, EngineSettings settings, BooleanSupplier stopping, Ends ends, LongAdder slow) {

	/**
	 * Hears of the two ends of an execution.
	 */
	interface Ends {

		/**
		 * The body has ended: the slot and the id are free.
		 */
		void bodyEnded(TaskExecution execution);

		/**
		 * The outcome is on its way into the store: nothing is left to do.
		 */
		void over();

	}

}

package io.kerground.engine;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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
 * @param ended takes an execution whose body has ended
 * @param slow counts the executions that were warned about
 */
record ExecutionScope(TaskRepository repository, TaskSerializer serializer, WorkerPool pool, TaskClock clock,
		RandomGenerator random, EngineSettings settings, BooleanSupplier stopping, Consumer<TaskExecution> ended,
		LongAdder slow) {

}

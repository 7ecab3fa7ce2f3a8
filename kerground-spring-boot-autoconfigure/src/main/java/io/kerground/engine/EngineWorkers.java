package io.kerground.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import io.kerground.core.KergroundOperations;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.PoolHandle;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskPriority;
import io.kerground.core.UnknownTaskNameException;
import io.kerground.core.WorkerHandle;
import io.kerground.core.WorkersInfo;
import org.jspecify.annotations.Nullable;

/**
 * Controls the workers of one engine.
 */
final class EngineWorkers implements KergroundWorkers {

	private final WorkerRegistry registry;

	private final RecurringTasks recurring;

	private final ScheduleRepository repository;

	private final TaskDispatcher dispatcher;

	private final LoopWorkers loops;

	private final WorkerPool pool;

	private final KergroundOperations operations;

	private final TaskClock clock;

	private final BooleanSupplier running;

	EngineWorkers(Parts parts, KergroundOperations operations, BooleanSupplier running) {
		this.registry = parts.registry();
		this.recurring = parts.recurring();
		this.repository = parts.repository();
		this.dispatcher = parts.dispatcher();
		this.loops = parts.loops();
		this.pool = parts.pool();
		this.clock = parts.clock();
		this.operations = operations;
		this.running = running;
	}

	@Override
	public WorkerHandle worker(String name) {
		for (LoopWorker loop : this.loops.all()) {
			if (loop.definition().name().equals(name)) {
				return new LoopHandle(loop, this.clock);
			}
		}
		TaskDefinition definition = this.registry.find(name);
		if (definition == null) {
			throw new UnknownTaskNameException(name, this.registry.nearest(name));
		}
		return handle(definition);
	}

	private WorkerHandle handle(TaskDefinition definition) {
		return (this.registry.schedule(definition.name()) != null)
				? new RecurringHandle(definition.name(), this.registry, this.recurring, this.clock)
				: new QueueHandle(definition, this.repository, this.operations, this.clock);
	}

	@Override
	public List<WorkerHandle> workers() {
		List<WorkerHandle> all = new ArrayList<>();
		this.registry.definitions().forEach((definition) -> all.add(handle(definition)));
		this.loops.all().forEach((loop) -> all.add(new LoopHandle(loop, this.clock)));
		all.sort(Comparator.comparing(WorkerHandle::name));
		return List.copyOf(all);
	}

	@Override
	public PoolHandle pool() {
		return new EnginePool(this.pool);
	}

	@Override
	public WorkersInfo info() {
		return new WorkersInfo(this.running.getAsBoolean(), this.pool.limits().size(), this.pool.active(),
				this.dispatcher.waitingCalls(), this.registry.definitions().size(), this.registry.schedules().size(),
				this.loops.all().size());
	}

	@Override
	public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> body, TaskPriority priority) {
		return this.dispatcher.submit(body, priority);
	}

	/**
	 * What an engine is made of.
	 */
	record Parts(WorkerRegistry registry, RecurringTasks recurring, ScheduleRepository repository,
			TaskDispatcher dispatcher, LoopWorkers loops, WorkerPool pool, TaskClock clock) {

	}

	/**
	 * The pool as its users see it.
	 */
	private record EnginePool(WorkerPool pool) implements PoolHandle {

		@Override
		public int size() {
			return this.pool.limits().size();
		}

		@Override
		public int reserveNormal() {
			return this.pool.limits().reserveNormal();
		}

		@Override
		public int reserveHigh() {
			return this.pool.limits().reserveHigh();
		}

		@Override
		public int active() {
			return this.pool.active();
		}

		@Override
		public void resize(int size) {
			resize(size, reserveNormal(), reserveHigh());
		}

		@Override
		public void resize(int size, int reserveNormal, int reserveHigh) {
			this.pool.resize(new PoolLimits(size, reserveNormal, reserveHigh, this.pool.limits().maxCritical()));
		}

	}

}

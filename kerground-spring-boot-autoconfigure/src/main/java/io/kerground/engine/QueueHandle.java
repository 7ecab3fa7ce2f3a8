package io.kerground.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.kerground.core.KergroundOperations;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import io.kerground.core.WorkerStart;
import io.kerground.core.WorkerState;
import org.jspecify.annotations.Nullable;

/**
 * Controls a task method that runs for each item sent to it.
 */
final class QueueHandle extends StoppableHandle {

	private final TaskDefinition definition;

	private final ScheduleRepository repository;

	private final KergroundOperations operations;

	QueueHandle(TaskDefinition definition, ScheduleRepository repository, KergroundOperations operations,
			TaskClock clock) {
		super(clock);
		this.definition = definition;
		this.repository = repository;
		this.operations = operations;
	}

	@Override
	public String name() {
		return this.definition.name();
	}

	@Override
	public String kind() {
		return "queue";
	}

	@Override
	public boolean start(WorkerStart start) {
		if (!start.equals(WorkerStart.AS_DECLARED)) {
			throw new IllegalArgumentException(
					"Worker " + name() + " is a queue, so that it can only be started as its code says");
		}
		return pause(false);
	}

	@Override
	public boolean stop() {
		return pause(true);
	}

	private boolean pause(boolean paused) {
		this.definition.aliases().forEach((alias) -> this.repository.pauseTasks(alias, paused));
		return this.repository.pauseTasks(name(), paused);
	}

	@Override
	public boolean trigger() {
		throw new UnsupportedOperationException("Worker " + name() + " is a queue: use put(…)");
	}

	@Override
	public UUID put(@Nullable Object... arguments) {
		return this.operations.send(name(), arguments);
	}

	@Override
	public WorkerState state() {
		if (this.repository.pausedTasks().contains(name())) {
			return WorkerState.STOPPED;
		}
		return isRunning() ? WorkerState.RUNNING : WorkerState.WAITING;
	}

	@Override
	boolean isRunning() {
		for (TaskStats.Count count : this.operations.stats().counts()) {
			if (count.name().equals(name()) && count.status() == TaskStatus.RUNNING && count.tasks() > 0) {
				return true;
			}
		}
		return false;
	}

	@Override
	public Optional<Instant> lastExecuted() {
		return Optional.empty();
	}

}

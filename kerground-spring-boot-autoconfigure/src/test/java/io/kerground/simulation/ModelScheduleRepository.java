package io.kerground.simulation;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.kerground.core.NewTask;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.StoredSchedule;

/**
 * The schedules of the model store as one process sees them: each write is a group.
 */
final class ModelScheduleRepository implements ScheduleRepository {

	private final ModelTaskRepository repository;

	private final ModelSchedules schedules;

	ModelScheduleRepository(ModelTaskRepository repository, ModelSchedules schedules) {
		this.repository = repository;
		this.schedules = schedules;
	}

	@Override
	public void register(String application, long owner, Collection<Declaration> declarations) {
		this.repository.write(() -> this.schedules.register(application, owner, declarations));
	}

	@Override
	public List<StoredSchedule> schedules() {
		this.repository.read();
		return this.schedules.list();
	}

	@Override
	public boolean fire(String name, long tick, Long nextAt, NewTask task) {
		return claiming(
				this.repository.write(() -> storing(task, () -> this.schedules.fire(name, tick, nextAt, task))));
	}

	@Override
	public boolean reschedule(String name, Long expected, Long nextAt) {
		return this.repository.write(() -> this.schedules.reschedule(name, expected, nextAt));
	}

	@Override
	public boolean trigger(NewTask task, boolean moveNext, boolean dropWhileRunning) {
		return claiming(this.repository
			.write(() -> storing(task, () -> this.schedules.trigger(task, moveNext, dropWhileRunning))));
	}

	@Override
	public boolean pause(String name) {
		return this.repository.write(() -> this.schedules.pause(name));
	}

	@Override
	public boolean resume(String name, Long nextAt, Start start) {
		return this.repository.write(() -> this.schedules.resume(name, nextAt, start));
	}

	@Override
	public boolean pauseQueue(String queue, boolean paused) {
		return claiming(this.repository.write(() -> this.schedules.pause(this.schedules.pausedQueues, queue, paused)));
	}

	@Override
	public Set<String> pausedQueues() {
		this.repository.read();
		return Set.copyOf(this.schedules.pausedQueues);
	}

	@Override
	public boolean pauseTasks(String name, boolean paused) {
		return claiming(this.repository.write(() -> this.schedules.pause(this.schedules.pausedTasks, name, paused)));
	}

	@Override
	public Set<String> pausedTasks() {
		this.repository.read();
		return Set.copyOf(this.schedules.pausedTasks);
	}

	private boolean storing(NewTask task, BooleanSupplier move) {
		boolean before = this.repository.isStored(task.id());
		boolean done = move.getAsBoolean();
		if (!before && this.repository.isStored(task.id())) {
			this.repository.dueAt(task.runAt());
		}
		return done;
	}

	private boolean claiming(boolean changed) {
		if (changed) {
			this.repository.requestClaim();
		}
		return changed;
	}

}

package io.kerground.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.kerground.core.Schedule;
import io.kerground.core.ScheduleDefinition;
import io.kerground.core.ScheduleRepository.Start;
import io.kerground.core.StoredSchedule;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskStatus;
import io.kerground.core.WorkerStart;
import io.kerground.core.WorkerState;
import org.jspecify.annotations.Nullable;

/**
 * Controls a worker with a schedule or a trigger.
 */
final class RecurringHandle extends StoppableHandle {

	private final String name;

	private final WorkerRegistry registry;

	private final RecurringTasks recurring;

	RecurringHandle(String name, WorkerRegistry registry, RecurringTasks recurring, TaskClock clock) {
		super(clock);
		this.name = name;
		this.registry = registry;
		this.recurring = recurring;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String kind() {
		return schedule().kind();
	}

	private Schedule schedule() {
		ScheduleDefinition definition = this.registry.schedule(this.name);
		if (definition == null) {
			throw new IllegalStateException("Worker " + this.name + " has no schedule");
		}
		return definition.schedule();
	}

	@Override
	public boolean start(WorkerStart start) {
		Schedule schedule = schedule();
		require(start.interval() == null || schedule instanceof Schedule.Interval, "interval");
		require(start.delay() == null || schedule instanceof Schedule.Delay, "delay");
		require(start.delayBefore() == null || schedule instanceof Schedule.Interval
				|| schedule instanceof Schedule.Delay, "delayBefore");
		Duration period = (start.interval() != null) ? start.interval() : start.delay();
		return this.recurring.resume(this.name, new Start(period, start.delayBefore(), start.priority()));
	}

	private void require(boolean condition, String what) {
		if (!condition) {
			throw new IllegalArgumentException(
					"Worker " + this.name + " has a " + kind() + ", so that it can't be started with another " + what);
		}
	}

	@Override
	public boolean stop() {
		return this.recurring.pause(this.name);
	}

	@Override
	public boolean trigger() {
		return this.recurring.trigger(this.name);
	}

	@Override
	public UUID put(@Nullable Object... arguments) {
		throw new UnsupportedOperationException("Worker " + this.name + " takes no items: use trigger()");
	}

	@Override
	public WorkerState state() {
		StoredSchedule row = this.recurring.find(this.name);
		if (row != null && row.paused()) {
			return WorkerState.STOPPED;
		}
		return isRunning(row) ? WorkerState.RUNNING : WorkerState.WAITING;
	}

	@Override
	boolean isRunning() {
		return isRunning(this.recurring.find(this.name));
	}

	private static boolean isRunning(@Nullable StoredSchedule row) {
		return row != null && row.lastStatus() == TaskStatus.RUNNING;
	}

	@Override
	public Optional<Instant> lastExecuted() {
		return Optional.ofNullable(this.recurring.find(this.name))
			.map(StoredSchedule::firedAt)
			.map(Instant::ofEpochMilli);
	}

}

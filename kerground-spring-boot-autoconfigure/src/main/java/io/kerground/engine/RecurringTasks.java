package io.kerground.engine;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

import io.kerground.core.NewTask;
import io.kerground.core.Schedule;
import io.kerground.core.ScheduleDefinition;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.ScheduleRepository.Declaration;
import io.kerground.core.StoredSchedule;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskMoveEvent;
import io.kerground.core.TaskPriority;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires what is due again and again. Every node may fire every schedule that its code
 * declares; the row in the store decides who does.
 */
final class RecurringTasks {

	/*
	 * A pass reads the schedules only when one may be due: the next tick has come, a task
	 * of a schedule has ended, another process has written, or a second is over.
	 *
	 * The id of a run is made of what it stands for: the tick, or the run that it
	 * follows. So the same one is never stored twice, whoever stores it and how often.
	 */

	private static final Logger logger = LoggerFactory.getLogger(RecurringTasks.class);

	private static final long LOOK_NANOS = 1_000_000_000L;

	private static final long CLEAN_NANOS = 60_000_000_000L;

	private static final byte[] NO_ARGUMENTS = "[]".getBytes(StandardCharsets.UTF_8);

	private final ScheduleRepository repository;

	private final WorkerRegistry registry;

	private final TaskClock clock;

	private final String application;

	private volatile boolean changed = true;

	private long registeredFor;

	private long nextAt;

	private long lookedAt;

	private long cleanedAt;

	RecurringTasks(ScheduleRepository repository, WorkerRegistry registry, TaskClock clock, String application) {
		this.repository = repository;
		this.registry = registry;
		this.clock = clock;
		this.application = application;
	}

	/**
	 * Tells that another process may have written.
	 */
	void changed() {
		this.changed = true;
	}

	/**
	 * Hears what was committed: the end of a run may let the next one begin.
	 */
	void committed(List<TaskEvent> events) {
		if (this.changed || !this.registry.hasSchedules()) {
			return;
		}
		for (TaskEvent event : events) {
			if (event instanceof TaskMoveEvent move && this.registry.schedule(move.task().name()) != null) {
				this.changed = true;
				return;
			}
		}
	}

	/**
	 * Fires what is due.
	 * @param owner the store's internal key of this node
	 * @return how many runs were stored
	 */
	int runOnce(long owner) {
		if (owner != this.registeredFor) {
			register(owner);
		}
		if (!this.registry.hasSchedules()) {
			return 0;
		}
		long nanos = this.clock.nanos();
		if (!this.changed && this.clock.millis() < this.nextAt && nanos - this.lookedAt < LOOK_NANOS) {
			return 0;
		}
		this.changed = false;
		this.lookedAt = nanos;
		return look(owner);
	}

	/**
	 * Stores what the code declares, so that it can be triggered and stopped by name.
	 * @param owner the store's internal key of this node
	 */
	void register(long owner) {
		List<ScheduleDefinition> definitions = this.registry.schedules();
		if (!definitions.isEmpty() || !this.repository.schedules().isEmpty()) {
			long now = this.clock.millis();
			this.repository.register(this.application, owner,
					definitions.stream().map((definition) -> declaration(definition, now)).toList());
		}
		this.registeredFor = owner;
		this.cleanedAt = this.clock.nanos();
		this.changed = true;
	}

	private static Declaration declaration(ScheduleDefinition definition, long now) {
		long first = definition.schedule().first(now);
		return new Declaration(definition, (first != Schedule.NEVER) ? first : null);
	}

	private int look(long owner) {
		long next = Schedule.NEVER;
		int fired = 0;
		boolean foreign = false;
		for (StoredSchedule row : this.repository.schedules()) {
			ScheduleDefinition definition = this.registry.schedule(row.name());
			if (definition == null) {
				foreign |= row.application().equals(this.application);
			}
			else if (!row.paused() && !row.isActive() && row.matches(definition)) {
				if (act(row, definition)) {
					fired++;
				}
				Long tick = row.nextAt();
				next = (tick != null && tick > this.clock.millis()) ? Math.min(next, tick) : next;
			}
		}
		this.nextAt = next;
		if (foreign && this.clock.nanos() - this.cleanedAt >= CLEAN_NANOS) {
			register(owner);
		}
		return fired;
	}

	private boolean act(StoredSchedule row, ScheduleDefinition definition) {
		Schedule schedule = definition.schedule().with(row.period(), row.delayBefore());
		if (row.triggered()) {
			this.changed = true;
			return trigger(row, schedule);
		}
		NextTick next = NextTick.of(schedule, row, this.clock.millis());
		if (next == null) {
			return false;
		}
		this.changed = true;
		Long tick = row.nextAt();
		if (!next.fires() || tick == null) {
			this.repository.reschedule(row.name(), tick, next.nextAt());
			return false;
		}
		boolean fired = this.repository.fire(row.name(), tick, next.nextAt(), task(row, "at " + tick, tick));
		if (fired) {
			logger.debug("Fired {} of {}", row.name(), tick);
		}
		return fired;
	}

	/**
	 * Runs a schedule apart from its ticks.
	 * @return whether a run is or will be made for it; false when there is no such
	 * schedule in this application, it is paused, or the trigger is dropped
	 */
	boolean trigger(String name) {
		ScheduleDefinition definition = this.registry.schedule(name);
		StoredSchedule row = find(name);
		return definition != null && row != null && trigger(row, definition.schedule());
	}

	private boolean trigger(StoredSchedule row, Schedule schedule) {
		boolean drops = schedule instanceof Schedule.OnTrigger trigger && trigger.dropWhileRunning();
		long now = this.clock.millis();
		// the first run after a schedule came back to the code must not have an old id
		String occasion = (row.lastTask() != null) ? "after " + row.lastTask() : "first at " + now;
		NewTask task = task(row, occasion, now);
		return this.repository.trigger(task, schedule instanceof Schedule.Delay, drops);
	}

	@Nullable StoredSchedule find(String name) {
		return this.repository.schedules().stream().filter((row) -> row.name().equals(name)).findFirst().orElse(null);
	}

	/**
	 * Stops a schedule on all nodes.
	 * @return whether it ran before
	 */
	boolean pause(String name) {
		return this.repository.pause(name);
	}

	/**
	 * Lets a paused schedule run again, from now on.
	 * @return whether it was paused before
	 */
	boolean resume(String name, ScheduleRepository.Start start) {
		ScheduleDefinition definition = this.registry.schedule(name);
		if (definition == null) {
			return false;
		}
		long first = definition.schedule().with(start.period(), start.delayBefore()).first(this.clock.millis());
		boolean resumed = this.repository.resume(name, (first != Schedule.NEVER) ? first : null, start);
		this.changed = true;
		return resumed;
	}

	private NewTask task(StoredSchedule row, String occasion, long runAt) {
		WorkerTask worker = this.registry.task(row.name());
		if (worker == null) {
			throw new IllegalStateException("Schedule " + row.name() + " has no task");
		}
		TaskDefinition definition = worker.definition();
		TaskPriority priority = row.priority();
		UUID id = UUID.nameUUIDFromBytes((row.name() + " " + occasion).getBytes(StandardCharsets.UTF_8));
		return new NewTask(id, true, definition.name(), definition.queue(),
				(priority != null) ? priority : definition.priority(), definition.maxAttempts(), runAt,
				this.clock.millis(), NO_ARGUMENTS, null);
	}

}

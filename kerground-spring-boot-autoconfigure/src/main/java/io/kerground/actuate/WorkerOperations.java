package io.kerground.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.kerground.actuate.KergroundDescriptors.ChangeDescriptor;
import io.kerground.actuate.KergroundDescriptors.PoolDescriptor;
import io.kerground.actuate.KergroundDescriptors.ScheduleDescriptor;
import io.kerground.actuate.KergroundDescriptors.SchedulesDescriptor;
import io.kerground.actuate.KergroundDescriptors.WorkerDescriptor;
import io.kerground.actuate.KergroundDescriptors.WorkersDescriptor;
import io.kerground.actuate.SteeringDescriptors.FuseDescriptor;
import io.kerground.actuate.SteeringDescriptors.FusesDescriptor;
import io.kerground.core.FailureMute;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.PoolHandle;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.StoredSchedule;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskFuse;
import io.kerground.core.TaskNames;
import io.kerground.core.WorkerHandle;
import io.kerground.core.WorkerStart;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * Shows and controls schedules, workers, queues and the pool for the endpoint.
 */
final class WorkerOperations {

	/** The only pool there is. */
	static final String POOL = "default";

	private final KergroundWorkers workers;

	private final ScheduleRepository repository;

	private final ScheduleViews views;

	private final TaskClock clock;

	WorkerOperations(KergroundWorkers workers, ScheduleRepository repository, EndpointSupport support) {
		this.views = new ScheduleViews(support);
		this.clock = support.clock();
		this.workers = workers;
		this.repository = repository;
	}

	SchedulesDescriptor schedules() {
		return new SchedulesDescriptor(this.repository.schedules().stream().map(this.views::describe).toList());
	}

	@Nullable ScheduleDescriptor schedule(String name) {
		return stored(name).map(this.views::describe).orElse(null);
	}

	/**
	 * Shows a schedule as it would be with another expression or period.
	 */
	@Nullable ScheduleDescriptor preview(String name, String spec) {
		try {
			return stored(name).map((schedule) -> this.views.preview(schedule, spec)).orElse(null);
		}
		catch (IllegalArgumentException ex) {
			throw refused("'" + TaskNames.printable(spec) + "' can't be read: " + ex.getMessage());
		}
	}

	private Optional<StoredSchedule> stored(String name) {
		return this.repository.schedules().stream().filter((schedule) -> schedule.name().equals(name)).findFirst();
	}

	@Nullable ChangeDescriptor edit(String name, EndpointAction action, @Nullable String spec) {
		WorkerHandle worker = find(name).orElse(null);
		StoredSchedule schedule = stored(name).orElse(null);
		if (worker == null || schedule == null) {
			return null;
		}
		try {
			WorkerStart start = (spec != null) ? start(schedule, spec) : WorkerStart.AS_DECLARED;
			// what a schedule was started with is given at its start only
			worker.stop();
			return changed(name, action, worker.start(start));
		}
		catch (IllegalArgumentException ex) {
			throw refused(String.valueOf(ex.getMessage()));
		}
	}

	private static WorkerStart start(StoredSchedule schedule, String spec) {
		Duration period = ScheduleViews.period(schedule, spec);
		return schedule.kind().equals("delay") ? WorkerStart.AS_DECLARED.withDelay(period)
				: WorkerStart.AS_DECLARED.withInterval(period);
	}

	FusesDescriptor fuses() {
		return new FusesDescriptor(this.repository.fuses().stream().map(WorkerOperations::describe).toList());
	}

	@Nullable FuseDescriptor fuse(String name) {
		return fuses().fuses().stream().filter((fuse) -> fuse.name().equals(name)).findFirst().orElse(null);
	}

	private static FuseDescriptor describe(TaskFuse fuse) {
		return new FuseDescriptor(fuse.name(), fuse.reason(), fuse.since(), fuse.until());
	}

	/**
	 * Blows or resets the fuse of a name, and of the aliases under which tasks of it are
	 * stored too.
	 */
	ChangeDescriptor changeFuse(String name, Collection<String> aliases, PartChange change) {
		Set<String> names = new LinkedHashSet<>(aliases);
		names.add(name);
		try {
			Instant now = this.clock.instant();
			Instant until = change.until(now);
			boolean changed = false;
			for (String each : names) {
				changed |= (change.action() == EndpointAction.RESUME) ? this.repository.reset(each)
						: this.repository.blow(new TaskFuse(each, change.reasonOrNone(), now, until));
			}
			return changed(name, change.action(), changed);
		}
		catch (IllegalArgumentException ex) {
			throw refused(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Mutes or unmutes a cause of failures.
	 */
	ChangeDescriptor changeMute(UUID cause, PartChange change) {
		if (change.action() == EndpointAction.UNMUTE) {
			return changed(cause.toString(), change.action(), this.repository.unmute(cause));
		}
		try {
			Instant now = this.clock.instant();
			this.repository.mute(new FailureMute(cause, change.reasonOrNone(), now, change.until(now)));
			return changed(cause.toString(), change.action(), true);
		}
		catch (IllegalArgumentException ex) {
			throw refused(String.valueOf(ex.getMessage()));
		}
	}

	WorkersDescriptor workers() {
		return new WorkersDescriptor(this.workers.workers().stream().map(WorkerOperations::describe).toList());
	}

	@Nullable WorkerDescriptor worker(String name) {
		return find(name).map(WorkerOperations::describe).orElse(null);
	}

	private Optional<WorkerHandle> find(String name) {
		return this.workers.workers().stream().filter((worker) -> worker.name().equals(name)).findFirst();
	}

	private static WorkerDescriptor describe(WorkerHandle worker) {
		return new WorkerDescriptor(worker.name(), worker.kind(), DescriptorFactory.word(worker.state()),
				worker.lastExecuted().orElse(null));
	}

	@Nullable PoolDescriptor pool(String name) {
		PoolHandle pool = this.workers.pool();
		return name.equals(POOL)
				? new PoolDescriptor(POOL, pool.size(), pool.reserveNormal(), pool.reserveHigh(), pool.active()) : null;
	}

	Set<String> pausedQueues() {
		return this.repository.pausedQueues();
	}

	ChangeDescriptor changeQueue(String name, EndpointAction action) {
		return changed(name, action, this.repository.pauseQueue(name, action == EndpointAction.PAUSE));
	}

	@Nullable ChangeDescriptor changeWorker(String name, EndpointAction action) {
		WorkerHandle worker = find(name).orElse(null);
		if (worker == null) {
			return null;
		}
		try {
			return changed(name, action, switch (action) {
				case PAUSE -> worker.stop();
				case RESUME -> worker.start();
				default -> worker.trigger();
			});
		}
		catch (UnsupportedOperationException ex) {
			throw refused("a " + worker.kind() + " can't be triggered");
		}
	}

	@Nullable ChangeDescriptor resize(String name, int size) {
		if (!name.equals(POOL)) {
			return null;
		}
		if (size < 0) {
			throw refused("size must be 0 or more");
		}
		this.workers.pool().resize(size);
		return changed(name, EndpointAction.RESIZE, true);
	}

	private static ChangeDescriptor changed(String name, EndpointAction action, boolean changed) {
		return new ChangeDescriptor(name, DescriptorFactory.word(action), changed, null);
	}

	private static InvalidEndpointRequestException refused(String reason) {
		return new InvalidEndpointRequestException("Invalid request: " + reason, reason);
	}

}

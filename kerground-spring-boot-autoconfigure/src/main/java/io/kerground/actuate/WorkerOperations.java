package io.kerground.actuate;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import io.kerground.actuate.KergroundDescriptors.ChangeDescriptor;
import io.kerground.actuate.KergroundDescriptors.PoolDescriptor;
import io.kerground.actuate.KergroundDescriptors.ScheduleDescriptor;
import io.kerground.actuate.KergroundDescriptors.SchedulesDescriptor;
import io.kerground.actuate.KergroundDescriptors.WorkerDescriptor;
import io.kerground.actuate.KergroundDescriptors.WorkersDescriptor;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.PoolHandle;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.StoredSchedule;
import io.kerground.core.WorkerHandle;
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

	WorkerOperations(KergroundWorkers workers, ScheduleRepository repository) {
		this.workers = workers;
		this.repository = repository;
	}

	SchedulesDescriptor schedules() {
		return new SchedulesDescriptor(this.repository.schedules().stream().map(WorkerOperations::describe).toList());
	}

	@Nullable ScheduleDescriptor schedule(String name) {
		return this.repository.schedules()
			.stream()
			.filter((schedule) -> schedule.name().equals(name))
			.findFirst()
			.map(WorkerOperations::describe)
			.orElse(null);
	}

	private static ScheduleDescriptor describe(StoredSchedule schedule) {
		return new ScheduleDescriptor(schedule.name(), schedule.application(), schedule.kind(), schedule.spec(),
				schedule.zone().isEmpty() ? null : schedule.zone(), schedule.period(), schedule.delayBefore(),
				schedule.paused(), schedule.paused() ? null : instant(schedule.nextAt()), instant(schedule.firedAt()),
				(schedule.lastTask() != null) ? schedule.lastTask().toString() : null,
				(schedule.lastStatus() != null) ? DescriptorFactory.word(schedule.lastStatus()) : null);
	}

	private static @Nullable Instant instant(@Nullable Long millis) {
		return (millis != null) ? Instant.ofEpochMilli(millis) : null;
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

package io.kerground.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.kerground.core.BeginListener;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskFailedEvent;
import io.kerground.core.TaskFinishedEvent;
import io.kerground.core.TaskListener;
import io.kerground.core.TaskMoveEvent;
import io.kerground.core.TaskNames;
import io.kerground.core.TaskQueries;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskRetriedEvent;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of tasks, queues and the pool.
 * <p>
 * Timers hear of moves by events, so they count what this process did. Gauges look at the
 * store, at most once a second, and so count the tasks of all processes; they are not a
 * number while the store can't be read.
 *
 * @since 0.1.0
 */
public class KergroundMetrics implements TaskListener, BeginListener, MeterBinder {

	private final List<TaskMeters> bound = new CopyOnWriteArrayList<>();

	private final StoreSnapshots snapshots;

	private final NodeNumbers numbers;

	/**
	 * Creates the meters.
	 * @param store tells counts and sizes
	 * @param clock tells the age of what the store told
	 * @param numbers tells of this process
	 */
	public KergroundMetrics(TaskQueries store, TaskClock clock, NodeNumbers numbers) {
		this.snapshots = new StoreSnapshots(store, clock,
				(snapshot) -> snapshot.queues().keySet().forEach(this::queue));
		this.numbers = numbers;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		TaskMeters meters = new TaskMeters(registry, this.snapshots);
		this.bound.add(meters);
		meters.queue(TaskNames.DEFAULT_QUEUE);
		this.snapshots.get().queues().keySet().forEach(meters::queue);
		TimeGauge
			.builder("kerground.ready.age", this.snapshots, TimeUnit.SECONDS, (snapshots) -> snapshots.get().readyAge())
			.description("Wait of the oldest due task")
			.register(registry);
		Gauge.builder("kerground.store.wal", this.snapshots, (snapshots) -> snapshots.get().wal())
			.description("Size of the write-ahead log")
			.baseUnit("bytes")
			.register(registry);
		Gauge.builder("kerground.pool.active", this.numbers, (numbers) -> numbers.poolActive().getAsInt())
			.description("Tasks that run in the pool")
			.baseUnit("tasks")
			.register(registry);
		Gauge.builder("kerground.pool.size", this.numbers, (numbers) -> numbers.poolSize().getAsInt())
			.description("Tasks that may run in the pool")
			.baseUnit("tasks")
			.register(registry);
		Gauge.builder("kerground.pool.stuck", this.numbers, (numbers) -> numbers.poolStuck().getAsInt())
			.description("Bodies that do not end though they were interrupted")
			.baseUnit("tasks")
			.register(registry);
		FunctionCounter.builder("kerground.lease.lost", this.numbers, (numbers) -> numbers.leasesLost().getAsLong())
			.description("Running tasks that this process lost to others")
			.baseUnit("tasks")
			.register(registry);
		FunctionCounter.builder("kerground.send.lost", this.numbers, (numbers) -> numbers.lostSends().getAsLong())
			.description("Tasks that could not be stored after the commit of their transaction")
			.baseUnit("tasks")
			.register(registry);
	}

	@Override
	public void onTaskEvent(TaskEvent event) {
		for (TaskMeters meters : this.bound) {
			record(meters, event);
		}
	}

	private static void record(TaskMeters meters, TaskEvent event) {
		if (event instanceof TaskMoveEvent move) {
			meters.queue(move.task().queue());
		}
		if (event instanceof TaskFinishedEvent finished) {
			meters.ran(finished.task(), finished.verb(), finished.ran());
		}
		else if (event instanceof TaskFailedEvent failed) {
			meters.ran(failed.task(), failed.verb(), failed.ran());
		}
		else if (event instanceof TaskRetriedEvent retried && retried.error() != null) {
			meters.ran(retried.task(), retried.verb(), retried.ran());
		}
	}

	@Override
	public void begun(TaskReference task, Duration waited) {
		this.bound.forEach((meters) -> meters.waited(task, waited));
	}

	private void queue(String queue) {
		this.bound.forEach((meters) -> meters.queue(queue));
	}

}

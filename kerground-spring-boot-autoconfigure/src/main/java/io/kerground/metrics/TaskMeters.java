package io.kerground.metrics;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.kerground.core.TaskReference;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of one registry that come into being with the tasks and queues they are
 * about.
 */
final class TaskMeters {

	private final MeterRegistry registry;

	private final StoreSnapshots snapshots;

	private final Map<RunKey, Timer> runs = new ConcurrentHashMap<>();

	private final Map<WaitKey, Timer> waits = new ConcurrentHashMap<>();

	private final Set<String> queues = ConcurrentHashMap.newKeySet();

	TaskMeters(MeterRegistry registry, StoreSnapshots snapshots) {
		this.registry = registry;
		this.snapshots = snapshots;
	}

	/**
	 * Registers the gauges of a queue when it is seen for the first time.
	 */
	void queue(String queue) {
		if (this.queues.contains(queue) || !this.queues.add(queue)) {
			return;
		}
		for (TaskStatus status : TaskStatus.values()) {
			Gauge.builder("kerground.tasks", this.snapshots, (snapshots) -> snapshots.get().tasks(queue, status))
				.description("Stored tasks")
				.tag("status", status.name().toLowerCase(Locale.ROOT))
				.tag("queue", queue)
				.register(this.registry);
		}
	}

	void ran(TaskReference task, TaskVerb outcome, Duration ran) {
		this.runs.computeIfAbsent(new RunKey(task.name(), task.queue(), outcome), this::register).record(ran);
	}

	void waited(TaskReference task, Duration waited) {
		this.waits.computeIfAbsent(new WaitKey(task.name(), task.queue()), this::register).record(waited);
	}

	private Timer register(RunKey key) {
		return Timer.builder("kerground.task")
			.description("Bodies of tasks")
			.tag("task", key.task)
			.tag("queue", key.queue)
			.tag("outcome", key.outcome.word())
			.register(this.registry);
	}

	private Timer register(WaitKey key) {
		return Timer.builder("kerground.task.wait")
			.description("Waits of due tasks until their bodies begin")
			.tag("task", key.task)
			.tag("queue", key.queue)
			.register(this.registry);
	}

	private record RunKey(String task, String queue, TaskVerb outcome) {

	}

	private record WaitKey(String task, String queue) {

	}

}

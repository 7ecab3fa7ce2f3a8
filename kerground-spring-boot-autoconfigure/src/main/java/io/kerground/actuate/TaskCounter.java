package io.kerground.actuate;

import java.time.Duration;

import io.kerground.actuate.KergroundDescriptors.CountDescriptor;
import io.kerground.core.KergroundOperations;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskFilter;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStats;

/**
 * Counts the tasks that match, newest first, for a limited time.
 */
final class TaskCounter {

	/** Somebody waits for the number before many tasks are changed. */
	static final Duration COUNT_TIME = Duration.ofSeconds(2);

	private final KergroundOperations operations;

	private final TaskClock clock;

	TaskCounter(KergroundOperations operations, TaskClock clock) {
		this.operations = operations;
		this.clock = clock;
	}

	CountDescriptor count(TaskQuery query, int limit) {
		return query.filter().equals(TaskFilter.NONE) ? counted(query, limit) : looked(query, limit);
	}

	/**
	 * Reads what the store has counted.
	 */
	private CountDescriptor counted(TaskQuery query, int limit) {
		long tasks = this.operations.stats()
			.counts()
			.stream()
			.filter((count) -> query.status() == null || query.status() == count.status())
			.filter((count) -> query.name() == null || query.name().equals(count.name()))
			.filter((count) -> query.queue() == null || query.queue().equals(count.queue()))
			.mapToLong(TaskStats.Count::tasks)
			.sum();
		return new CountDescriptor(Math.min(tasks, limit), tasks <= limit);
	}

	private CountDescriptor looked(TaskQuery query, int limit) {
		long begun = this.clock.nanos();
		long tasks = 0;
		TaskQuery page = query.after(null).size(TaskQuery.MAX_SIZE);
		while (true) {
			TaskPage read = this.operations.list(page);
			tasks += read.tasks().size();
			String next = read.next();
			if (next == null || tasks > limit) {
				return new CountDescriptor(Math.min(tasks, limit), tasks <= limit);
			}
			if (this.clock.nanos() - begun > COUNT_TIME.toNanos()) {
				return new CountDescriptor(tasks, false);
			}
			page = page.after(next);
		}
	}

}

package io.kerground.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * How many tasks there are, by status, queue and name. The numbers come from counters
 * that the store keeps in the same commit as each move, never from counting rows.
 *
 * @since 0.1.0
 */
public final class TaskStats {

	private final List<Count> counts;

	private final @Nullable Duration oldestReadyAge;

	/**
	 * Creates the statistics.
	 * @param counts one entry for each queue, name and status that has tasks
	 * @param oldestReadyAge how long the oldest due task has waited, or null when none
	 * waits
	 */
	public TaskStats(List<Count> counts, @Nullable Duration oldestReadyAge) {
		this.counts = List.copyOf(counts);
		this.oldestReadyAge = oldestReadyAge;
	}

	/**
	 * Returns the number of tasks in a status.
	 * @param status the status
	 * @return how many tasks are in it
	 */
	public long count(TaskStatus status) {
		return this.counts.stream().filter((count) -> count.status() == status).mapToLong(Count::tasks).sum();
	}

	/**
	 * Returns the number of tasks in each queue by status.
	 * @return the counts by status under the name of the queue, sorted by name
	 */
	public Map<String, Map<TaskStatus, Long>> byQueue() {
		return by(Count::queue);
	}

	/**
	 * Returns the number of tasks of each name by status.
	 * @return the counts by status under the canonical name, sorted by name
	 */
	public Map<String, Map<TaskStatus, Long>> byTask() {
		return by(Count::name);
	}

	/**
	 * Returns every counter.
	 * @return one entry for each queue, name and status that has tasks
	 */
	public List<Count> counts() {
		return this.counts;
	}

	/**
	 * Returns how long the oldest due task has waited for a slot.
	 * @return the age since its due time, or null when no task is due
	 */
	public @Nullable Duration oldestReadyAge() {
		return this.oldestReadyAge;
	}

	private Map<String, Map<TaskStatus, Long>> by(Function<Count, String> key) {
		Map<String, Map<TaskStatus, Long>> groups = new TreeMap<>();
		for (Count count : new ArrayList<>(this.counts)) {
			groups.computeIfAbsent(key.apply(count), (name) -> new TreeMap<>())
				.merge(count.status(), count.tasks(), Long::sum);
		}
		return Collections.unmodifiableMap(groups);
	}

	/**
	 * Number of tasks of one name in one queue and status.
	 *
	 * @param queue the queue
	 * @param name the canonical name
	 * @param status the status
	 * @param tasks how many tasks
	 */
	public record Count(String queue, String name, TaskStatus status, long tasks) {

	}

}

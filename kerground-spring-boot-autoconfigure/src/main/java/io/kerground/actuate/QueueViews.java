package io.kerground.actuate;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import io.kerground.actuate.KergroundDescriptors.QueueDescriptor;
import io.kerground.actuate.KergroundDescriptors.QueuesDescriptor;
import io.kerground.core.KergroundOperations;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * Shows queues.
 */
final class QueueViews {

	private final KergroundOperations operations;

	private final @Nullable WorkerOperations workers;

	private final EndpointSupport support;

	QueueViews(KergroundOperations operations, @Nullable WorkerOperations workers, EndpointSupport support) {
		this.operations = operations;
		this.workers = workers;
		this.support = support;
	}

	QueuesDescriptor all() {
		Set<String> paused = paused();
		Map<String, Map<TaskStatus, Long>> counts = this.operations.stats().byQueue();
		TreeSet<String> names = new TreeSet<>(counts.keySet());
		this.operations.definitions().forEach((definition) -> names.add(definition.queue()));
		return new QueuesDescriptor(names.stream()
			.map((name) -> describe(name, paused, counts.getOrDefault(name, Map.of()), null))
			.toList());
	}

	private Set<String> paused() {
		return (this.workers != null) ? this.workers.pausedQueues() : Set.of();
	}

	@Nullable QueueDescriptor one(String name) {
		Map<TaskStatus, Long> counts = new HashMap<>();
		Map<String, Map<TaskStatus, Long>> names = new TreeMap<>();
		for (TaskStats.Count count : this.operations.stats().counts()) {
			if (count.queue().equals(name)) {
				counts.merge(count.status(), count.tasks(), Long::sum);
				names.computeIfAbsent(count.name(), (key) -> new HashMap<>())
					.merge(count.status(), count.tasks(), Long::sum);
			}
		}
		if (counts.isEmpty() && this.operations.definitions().stream().noneMatch(queuedIn(name))) {
			return null;
		}
		return describe(name, paused(), counts, names);
	}

	private QueueDescriptor describe(String name, Set<String> paused, Map<TaskStatus, Long> counts,
			@Nullable Map<String, Map<TaskStatus, Long>> names) {
		return new QueueDescriptor(name, paused.contains(name), DescriptorFactory.counts(counts),
				(names != null) ? DescriptorFactory.countsByName(names) : null, this.support.queueLimits().get(name),
				WindowDescriptors.queue(this.support.windows(), name));
	}

	private static Predicate<TaskDefinition> queuedIn(String queue) {
		return (definition) -> definition.queue().equals(queue);
	}

}

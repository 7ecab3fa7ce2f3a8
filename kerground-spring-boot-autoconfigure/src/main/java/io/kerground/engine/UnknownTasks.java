package io.kerground.engine;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.kerground.core.Node;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;

/**
 * Finds pending tasks that nobody will run, because their worker was renamed, removed or
 * is not started.
 *
 * @since 0.1.0
 */
public final class UnknownTasks {

	private UnknownTasks() {
	}

	/**
	 * Returns the names that pending tasks have and neither a node nor a worker of this
	 * application knows.
	 * @param stats how many tasks there are
	 * @param nodes the nodes that work on the store
	 * @param definitions what this application's workers offer
	 * @return the names, sorted
	 */
	public static List<String> names(TaskStats stats, Collection<Node> nodes, Collection<TaskDefinition> definitions) {
		Set<String> known = new HashSet<>();
		nodes.forEach((node) -> known.addAll(node.names()));
		definitions.forEach((definition) -> {
			known.add(definition.name());
			known.addAll(definition.aliases());
		});
		return stats.byTask()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().getOrDefault(TaskStatus.PENDING, 0L) > 0)
			.filter((entry) -> !known.contains(entry.getKey()))
			.map((entry) -> entry.getKey())
			.toList();
	}

}

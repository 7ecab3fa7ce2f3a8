package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Settings of the engine.
 *
 * @param application the name of the application, for people who look at the nodes
 * @param workerEnabled whether this process runs tasks; otherwise it only sends and looks
 * @param queues the queues that this process works on; empty for all
 * @param queueLimits how many tasks of some queues run at once over all nodes
 * @param pollInterval how long the engine relies on signals before it looks at the store
 * @param lease how long a node's beat may stand still before it is taken for dead
 * @param shutdownTimeout how long a stop may take in all
 * @param maxCrashes how many crashes of its node fail a task
 * @param maxResponse the greatest size of a response as JSON, in bytes
 * @param retention how long ended tasks are kept
 * @param storeFile the file of an embedded store, beside which lock files are kept, or
 * null
 * @since 0.1.0
 */
public record EngineSettings(String application, boolean workerEnabled, Set<String> queues,
		Map<String, Integer> queueLimits, Duration pollInterval, Duration lease, Duration shutdownTimeout,
		int maxCrashes, int maxResponse, Retention retention, @Nullable Path storeFile) {

	/**
	 * Takes copies of the collections.
	 */
	public EngineSettings {
		queues = Set.copyOf(queues);
		queueLimits = Map.copyOf(queueLimits);
	}

	/**
	 * Returns from how many crashes on a task is a suspect: its next crash would fail it.
	 * Then it runs alone, so that it is blamed for no crash but its own.
	 * @return the number, at least 1
	 */
	int suspectCrashes() {
		return Math.max(1, this.maxCrashes - 1);
	}

	/**
	 * How long ended tasks are kept.
	 *
	 * @param finished how long finished tasks are kept
	 * @param failed how long failed tasks are kept
	 * @param cancelled how long cancelled tasks are kept
	 */
	public record Retention(Duration finished, Duration failed, Duration cancelled) {

	}

}

package io.kerground.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.kerground.core.TaskClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loops of this node, which begin and end with the engine.
 */
final class LoopWorkers {

	private static final Logger logger = LoggerFactory.getLogger(LoopWorkers.class);

	private final WorkerRegistry registry;

	private final TaskClock clock;

	/** Guarded by this. */
	private final Map<String, LoopWorker> workers = new HashMap<>();

	/** Guarded by this. */
	private final List<EngineThreads.Loop> ending = new ArrayList<>();

	LoopWorkers(WorkerRegistry registry, TaskClock clock) {
		this.registry = registry;
		this.clock = clock;
	}

	/**
	 * Returns all loops, those that do not run too.
	 */
	synchronized List<LoopWorker> all() {
		return this.registry.loops()
			.stream()
			.map((definition) -> this.workers.computeIfAbsent(definition.name(),
					(name) -> new LoopWorker(definition, this.clock)))
			.toList();
	}

	void start() {
		all().forEach(LoopWorker::open);
	}

	/**
	 * Lets all loops end and interrupts their bodies. Does not wait.
	 */
	synchronized void stop() {
		for (LoopWorker worker : all()) {
			EngineThreads.Loop loop = worker.close();
			if (loop != null) {
				this.ending.add(loop);
			}
		}
	}

	/**
	 * Waits for the ends of all loops.
	 */
	synchronized void join(Duration timeout) {
		long begun = this.clock.nanos();
		for (EngineThreads.Loop loop : this.ending) {
			if (!loop.join(timeout.toNanos() - (this.clock.nanos() - begun))) {
				logger.warn("A loop did not end at shutdown though it was interrupted; its thread is left behind");
			}
		}
		this.ending.clear();
	}

}

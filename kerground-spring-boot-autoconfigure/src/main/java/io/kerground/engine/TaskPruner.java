package io.kerground.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.kerground.core.TaskClock;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRepository.PruneRule;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes ended tasks whose retention has passed, in small batches.
 */
final class TaskPruner {

	/*
	 * A task with a retention of its own must not make every pass look at the rows that
	 * are kept longer. So each retention remembers up to which end it has removed
	 * everything, less a margin for ends that are committed late, and begins there the
	 * next time.
	 */

	private static final Logger logger = LoggerFactory.getLogger(TaskPruner.class);

	private static final int BATCH = 200;

	private static final int BATCHES = 50;

	private static final long MARGIN_MILLIS = Duration.ofMinutes(10).toMillis();

	private static final long DISCARD_MILLIS = Duration.ofMinutes(2).toMillis();

	private final Map<RuleKey, Long> prunedUpTo = new HashMap<>();

	private final TaskRepository repository;

	private final WorkerRegistry registry;

	private final TaskClock clock;

	private final EngineSettings.Retention retention;

	TaskPruner(TaskRepository repository, WorkerRegistry registry, TaskClock clock,
			EngineSettings.Retention retention) {
		this.repository = repository;
		this.registry = registry;
		this.clock = clock;
		this.retention = retention;
	}

	/**
	 * Removes what is due, up to a limit of batches.
	 * @return how many tasks were removed
	 */
	int runOnce() {
		discard();
		Map<Duration, Set<String>> own = new HashMap<>();
		for (TaskDefinition definition : this.registry.definitions()) {
			Duration duration = definition.retention();
			if (duration != null) {
				own.computeIfAbsent(duration, (key) -> new HashSet<>()).add(definition.name());
			}
		}
		Set<String> except = new HashSet<>();
		own.values().forEach(except::addAll);
		int pruned = prune(TaskStatus.FINISHED, this.retention.finished(), null, except)
				+ prune(TaskStatus.FAILED, this.retention.failed(), null, except)
				+ prune(TaskStatus.CANCELLED, this.retention.cancelled(), null, except);
		for (Map.Entry<Duration, Set<String>> entry : own.entrySet()) {
			for (TaskStatus status : List.of(TaskStatus.FINISHED, TaskStatus.FAILED, TaskStatus.CANCELLED)) {
				pruned += prune(status, entry.getKey(), entry.getValue(), Set.of());
			}
		}
		if (pruned > 0) {
			logger.debug("Pruned {} tasks", pruned);
		}
		return pruned;
	}

	/**
	 * Removes for good what was removed so long ago that nobody may undo it any more,
	 * also when that took a while.
	 */
	private void discard() {
		long before = this.clock.millis() - DISCARD_MILLIS;
		for (int i = 0; i < BATCHES && this.repository.discard(before, BATCH) == BATCH; i++) {
			logger.debug("Discarded {} deleted tasks", BATCH);
		}
	}

	private int prune(TaskStatus status, Duration retention, @Nullable Set<String> names, Set<String> except) {
		RuleKey key = new RuleKey(status, retention, names != null);
		long before = this.clock.millis() - retention.toMillis();
		PruneRule rule = new PruneRule(status, names, except, this.prunedUpTo.getOrDefault(key, 0L), before);
		int pruned = 0;
		for (int i = 0; i < BATCHES; i++) {
			int batch = this.repository.prune(rule, BATCH);
			pruned += batch;
			if (batch < BATCH) {
				this.prunedUpTo.put(key, Math.max(0, before - MARGIN_MILLIS));
				return pruned;
			}
		}
		return pruned;
	}

	private record RuleKey(TaskStatus status, Duration retention, boolean own) {

	}

}

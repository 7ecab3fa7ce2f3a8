package io.kerground.engine;

import java.util.HashSet;
import java.util.Set;

import io.kerground.core.TaskNames;
import io.kerground.core.TaskRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of pending tasks whose name nobody knows, once for each name.
 */
final class UnknownTaskWarning {

	private static final Logger logger = LoggerFactory.getLogger(UnknownTaskWarning.class);

	private final Set<String> warned = new HashSet<>();

	private final TaskRepository repository;

	private final WorkerRegistry registry;

	UnknownTaskWarning(TaskRepository repository, WorkerRegistry registry) {
		this.repository = repository;
		this.registry = registry;
	}

	/**
	 * Looks once.
	 * @return the names that were warned of for the first time
	 */
	Set<String> runOnce() {
		Set<String> unknown = new HashSet<>(
				UnknownTasks.names(this.repository.stats(), this.repository.nodes(), this.registry.definitions()));
		this.warned.retainAll(unknown);
		unknown.removeAll(this.warned);
		for (String name : unknown) {
			logger.warn("Tasks named '{}' wait, but no worker knows this name; they run when one does (was the worker"
					+ " renamed? @KerTask(aliases) keeps its old tasks running)", TaskNames.printable(name));
		}
		this.warned.addAll(unknown);
		return unknown;
	}

}

package io.kerground.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.kerground.core.AmbiguousTaskNameException;
import io.kerground.core.ClaimScope;
import io.kerground.core.KergroundSetupException;
import io.kerground.core.ScheduleDefinition;
import io.kerground.core.TaskCatalog;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskNames;
import io.kerground.core.UnknownTaskNameException;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that the workers of this application offer, with the code that runs them.
 * Filled while the application starts, then complete and never changed. Safe for use by
 * several threads.
 *
 * @since 0.1.0
 */
public final class WorkerRegistry implements TaskCatalog {

	/*
	 * Only canonical names and aliases are stored with tasks, so only these run them. A
	 * bare method name is a convenience of senders: what it means may change with each
	 * release.
	 */
	private final Map<String, WorkerTask> tasks = new ConcurrentHashMap<>();

	private final Map<MethodReferenceKey, TaskDefinition> references = new ConcurrentHashMap<>();

	private final Map<String, ScheduleDefinition> schedules = new ConcurrentHashMap<>();

	private final Map<String, LoopDefinition> loops = new ConcurrentHashMap<>();

	private volatile List<TaskDefinition> definitions = List.of();

	private volatile boolean complete;

	/**
	 * Creates an empty registry.
	 */
	public WorkerRegistry() {
	}

	/**
	 * Adds a task.
	 * @param task the task
	 * @throws KergroundSetupException if its name or an alias belongs to another task
	 * @throws IllegalStateException if the registry is complete
	 */
	public synchronized void register(WorkerTask task) {
		TaskDefinition definition = task.definition();
		if (this.complete) {
			throw new IllegalStateException("Task " + definition.name() + " is registered after discovery was over");
		}
		Set<String> names = names(definition);
		for (String name : names) {
			WorkerTask present = this.tasks.get(name);
			if (present != null) {
				throw duplicate(name, present.definition(), definition);
			}
		}
		names.forEach((name) -> this.tasks.put(name, task));
		List<TaskDefinition> sorted = new ArrayList<>(this.definitions);
		sorted.add(definition);
		sorted.sort(Comparator.comparing(TaskDefinition::name));
		this.definitions = List.copyOf(sorted);
	}

	/**
	 * Adds a task that runs by itself.
	 * @param task the task, which takes no arguments
	 * @param schedule when it runs
	 * @throws KergroundSetupException if its name or an alias belongs to another task
	 * @throws IllegalStateException if the registry is complete
	 */
	public synchronized void register(WorkerTask task, ScheduleDefinition schedule) {
		register(task);
		this.schedules.put(schedule.name(), schedule);
	}

	/**
	 * Adds a loop.
	 * @param loop the loop
	 * @throws KergroundSetupException if another loop or a task has its name
	 */
	public synchronized void register(LoopDefinition loop) {
		if (this.tasks.containsKey(loop.name()) || this.loops.putIfAbsent(loop.name(), loop) != null) {
			throw new KergroundSetupException("KG002", "Two workers are named '" + loop.name() + "'.",
					"Give one of them a name of its own with @KerLoop(name = \"…\").", null);
		}
	}

	/**
	 * Returns the loops of this application.
	 * @return a copy, sorted by name
	 */
	public List<LoopDefinition> loops() {
		return this.loops.values().stream().sorted(Comparator.comparing(LoopDefinition::name)).toList();
	}

	/**
	 * Returns the schedules of this application.
	 * @return a copy, sorted by name
	 */
	public List<ScheduleDefinition> schedules() {
		return this.schedules.values().stream().sorted(Comparator.comparing(ScheduleDefinition::name)).toList();
	}

	boolean hasSchedules() {
		return !this.schedules.isEmpty();
	}

	/**
	 * Returns the schedule of a task.
	 * @param name the canonical name of the task
	 * @return the schedule, or null when the task does not run by itself
	 */
	public @Nullable ScheduleDefinition schedule(String name) {
		return this.schedules.get(name);
	}

	private static Set<String> names(TaskDefinition definition) {
		Set<String> names = new LinkedHashSet<>();
		names.add(definition.name());
		names.addAll(definition.aliases());
		return names;
	}

	private static KergroundSetupException duplicate(String name, TaskDefinition first, TaskDefinition second) {
		return new KergroundSetupException("KG002",
				"Two tasks are named '" + name + "': " + place(first) + " and " + place(second) + ".",
				"Give one of them a name of its own with @KerTask(name = \"…\"), name one of the workers with"
						+ " @KerWorker(\"…\"), or exclude a method with @KerIgnore.",
				null);
	}

	private static String place(TaskDefinition definition) {
		return definition.signature() + " of worker '" + definition.worker() + "' (" + definition.workerType().getName()
				+ ")";
	}

	/**
	 * Tells that all workers were found, so that tasks may be sent.
	 */
	public void complete() {
		this.complete = true;
	}

	@Override
	public boolean isComplete() {
		return this.complete;
	}

	/**
	 * Returns the task that runs what is stored under a name.
	 * @param storedName the canonical name or an alias
	 * @return the task, or null when no worker of this application offers it
	 */
	public @Nullable WorkerTask task(String storedName) {
		return this.tasks.get(storedName);
	}

	/**
	 * Returns the names under which stored tasks are run.
	 * @return a copy of the canonical names and the aliases
	 */
	public Set<String> names() {
		return Set.copyOf(this.tasks.keySet());
	}

	/**
	 * Returns how many tasks of some names run at once over all nodes.
	 */
	List<ClaimScope.ConcurrencyLimit> limits() {
		return this.definitions.stream()
			.filter((definition) -> definition.concurrency() > 0)
			.map((definition) -> new ClaimScope.ConcurrencyLimit(names(definition), definition.concurrency()))
			.toList();
	}

	@Override
	public List<TaskDefinition> definitions() {
		return this.definitions;
	}

	@Override
	public @Nullable TaskDefinition find(String name) {
		WorkerTask task = this.tasks.get(name);
		if (task != null) {
			return task.definition();
		}
		List<TaskDefinition> found = this.definitions.stream()
			.filter((definition) -> definition.method().equals(name))
			.toList();
		if (found.size() > 1) {
			throw new AmbiguousTaskNameException(name, canonicalNames(found));
		}
		return found.isEmpty() ? null : found.get(0);
	}

	@Override
	public TaskDefinition find(String workerType, String method, String descriptor) {
		MethodReferenceKey key = new MethodReferenceKey(workerType, method, descriptor);
		TaskDefinition known = this.references.get(key);
		if (known != null) {
			return known;
		}
		TaskDefinition found = search(key);
		if (this.complete) {
			this.references.put(key, found);
		}
		return found;
	}

	private TaskDefinition search(MethodReferenceKey key) {
		List<TaskDefinition> best = new ArrayList<>();
		int bestRank = 1;
		for (TaskDefinition definition : this.definitions) {
			WorkerTask task = this.tasks.get(definition.name());
			int rank = (task != null) ? key.rank(task) : 0;
			if (rank > bestRank) {
				best.clear();
				bestRank = rank;
			}
			if (rank == bestRank) {
				best.add(definition);
			}
		}
		if (best.isEmpty()) {
			throw notATask(key.reference());
		}
		if (best.size() > 1) {
			throw new AmbiguousTaskNameException(key.reference(), canonicalNames(best));
		}
		return best.get(0);
	}

	private UnknownTaskNameException notATask(String reference) {
		return new UnknownTaskNameException(reference, nearest(reference),
				"The method " + TaskNames.printable(reference) + " is not a task: is it not public, marked with"
						+ " @KerIgnore, inherited without @KerTask, or is its class not a @KerWorker bean of this"
						+ " application?");
	}

	@Override
	public List<String> nearest(String name) {
		return NearestNames.of(name, this.definitions);
	}

	private static List<String> canonicalNames(List<TaskDefinition> definitions) {
		return definitions.stream().map(TaskDefinition::name).sorted().toList();
	}

}

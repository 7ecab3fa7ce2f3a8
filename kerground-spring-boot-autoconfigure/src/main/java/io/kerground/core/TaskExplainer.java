package io.kerground.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

import io.kerground.core.TaskExplanation.Cause;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why a task does not run, from what the store tells. Safe for use by several
 * threads.
 *
 * @since 0.1.0
 */
public final class TaskExplainer {

	private final TaskRepository repository;

	private final TaskCatalog catalog;

	private final Map<String, Integer> queueLimits;

	private final SlotLender slots;

	private final TaskClock clock;

	/**
	 * Creates an explainer.
	 * @param repository what is stored
	 * @param catalog knows how many tasks of a name run at once
	 * @param queueLimits how many tasks of some queues run at once over all nodes
	 * @param slots knows whether slots are free
	 * @param clock tells the time
	 */
	public TaskExplainer(TaskRepository repository, TaskCatalog catalog, Map<String, Integer> queueLimits,
			SlotLender slots, TaskClock clock) {
		this.repository = repository;
		this.catalog = catalog;
		this.queueLimits = Map.copyOf(queueLimits);
		this.slots = slots;
		this.clock = clock;
	}

	/**
	 * Tells why a task does not run now.
	 * @param id the task's id
	 * @return the cause, or empty when no such task is stored
	 */
	public Optional<TaskExplanation> explain(UUID id) {
		return this.repository.find(id).map(this::explain);
	}

	private TaskExplanation explain(Task task) {
		return switch (task.status()) {
			case RUNNING -> because(task, Cause.RUNNING, "A node runs it.");
			case FINISHED, FAILED, CANCELLED -> because(task, Cause.ENDED, "It has ended.");
			case PENDING, BLOCKED -> waiting(task);
		};
	}

	private TaskExplanation waiting(Task task) {
		if (this.repository.state().failure() != null) {
			return because(task, Cause.STORE_NOT_WRITABLE, "The store can't be written, so nothing begins.");
		}
		if (task.status() == TaskStatus.BLOCKED) {
			return new TaskExplanation(task.id(), Cause.PREDECESSOR, "It waits for an earlier task of its batch.", null,
					0, (task.blockedBy() != null) ? List.of(task.blockedBy()) : List.of());
		}
		TaskExplanation explanation = stopped(task);
		if (explanation == null) {
			explanation = limited(task);
		}
		return (explanation != null) ? explanation : inLine(task);
	}

	/**
	 * What does not end by itself comes before what does.
	 */
	private @Nullable TaskExplanation stopped(Task task) {
		if (this.repository.schedules().pausedQueues().contains(task.queue())) {
			return because(task, Cause.QUEUE_PAUSED, "Its queue " + task.queue() + " is paused.");
		}
		if (this.repository.schedules().pausedTasks().contains(task.name())) {
			return because(task, Cause.WORKER_STOPPED, "Its worker is stopped.");
		}
		List<Node> nodes = this.repository.nodes();
		if (nodes.stream().noneMatch((node) -> node.names().contains(task.name()))) {
			return because(task, Cause.UNKNOWN_NAME, nodes.stream().allMatch((node) -> node.names().isEmpty())
					? "No process that works on this store lives." : "No node that lives has a worker for its name.");
		}
		return null;
	}

	private @Nullable TaskExplanation limited(Task task) {
		Instant now = Instant.ofEpochMilli(this.clock.millis());
		if (task.runAt().isAfter(now)) {
			return new TaskExplanation(task.id(), Cause.SCHEDULED,
					(task.attempt() > 0) ? "It waits for the time of its next attempt." : "It waits for its time.",
					task.runAt(), 0, List.of());
		}
		TaskDefinition definition = this.catalog.find(task.name());
		TaskQuery running = TaskQuery.all().status(TaskStatus.RUNNING).size(TaskExplanation.MOST_TASKS);
		TaskExplanation explanation = (definition != null) ? limited(task, "name", definition.concurrency(),
				(count) -> definition.name().equals(count.name()) || definition.aliases().contains(count.name()),
				running.name(task.name())) : null;
		return (explanation != null) ? explanation
				: limited(task, "queue", this.queueLimits.getOrDefault(task.queue(), 0),
						(count) -> count.queue().equals(task.queue()), running.queue(task.queue()));
	}

	private @Nullable TaskExplanation limited(Task task, String what, int limit, Predicate<TaskStats.Count> limited,
			TaskQuery running) {
		if (limit == 0) {
			return null;
		}
		long count = this.repository.stats()
			.counts()
			.stream()
			.filter((counted) -> counted.status() == TaskStatus.RUNNING && limited.test(counted))
			.mapToLong(TaskStats.Count::tasks)
			.sum();
		return (count >= limit) ? new TaskExplanation(task.id(), Cause.CONCURRENCY_LIMIT,
				"As many tasks of its " + what + " run as may run at once: " + limit + ".", null, 0,
				this.repository.list(running).tasks().stream().map(Task::id).toList()) : null;
	}

	private TaskExplanation inLine(Task task) {
		long ahead = ahead(task);
		boolean full = this.slots.isFull(task.priority());
		if (ahead > 0) {
			String count = (ahead < TaskExplanation.MOST_AHEAD) ? String.valueOf(ahead) : ahead + " or more";
			return new TaskExplanation(task.id(), Cause.BEHIND_OTHERS,
					count + ((ahead == 1) ? " due task is more urgent or older" : " due tasks are more urgent or older")
							+ (full ? ", and all slots of this process are taken." : "."),
					null, ahead, List.of());
		}
		return full ? because(task, Cause.POOL_FULL, "All slots of this process are taken; it is the next one.")
				: because(task, Cause.READY, "It is about to begin.");
	}

	/**
	 * Counts the due tasks that are claimed before this one, among a limited number.
	 */
	private long ahead(Task task) {
		long now = this.clock.millis();
		long ahead = 0;
		// the list is newest first, so what comes after the task was stored before it
		boolean older = false;
		TaskQuery query = TaskQuery.all().status(TaskStatus.PENDING).size(TaskQuery.MAX_SIZE);
		for (int seen = 0; seen < 10 * TaskExplanation.MOST_AHEAD; seen += TaskQuery.MAX_SIZE) {
			TaskPage page = this.repository.list(query);
			for (Task other : page.tasks()) {
				if (other.id().equals(task.id())) {
					older = true;
				}
				else if (other.runAt().toEpochMilli() <= now && isAhead(other, older, task)) {
					ahead++;
				}
			}
			if (page.next() == null || ahead >= TaskExplanation.MOST_AHEAD) {
				break;
			}
			query = query.after(page.next());
		}
		return Math.min(ahead, TaskExplanation.MOST_AHEAD);
	}

	private static boolean isAhead(Task other, boolean older, Task task) {
		int urgency = task.priority().compareTo(other.priority());
		int age = task.runAt().compareTo(other.runAt());
		return urgency > 0 || (urgency == 0 && (age > 0 || (age == 0 && older)));
	}

	private static TaskExplanation because(Task task, Cause cause, String text) {
		return new TaskExplanation(task.id(), cause, text, null, 0, List.of());
	}

}

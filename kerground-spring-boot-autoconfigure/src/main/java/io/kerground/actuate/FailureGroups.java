package io.kerground.actuate;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;

import io.kerground.actuate.KergroundDescriptors.FailureDescriptor;
import io.kerground.actuate.KergroundDescriptors.FailuresDescriptor;
import io.kerground.core.KergroundOperations;
import io.kerground.core.Task;
import io.kerground.core.TaskError;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * Groups failed tasks by their cause: the exception, and the place in the application's
 * code that it came from. What a task failed by is read once and remembered. Safe for use
 * by several threads.
 */
final class FailureGroups {

	/** How many of the newest failed tasks are looked at. */
	static final int MOST_EXAMINED = 1_000;

	/** How many tasks one request retries; who wants more asks again. */
	static final int MOST_RETRIED = 500;

	private static final int MOST_PAGES = 50;

	private final KergroundOperations operations;

	private final Map<UUID, Cause> causes = new LinkedHashMap<>();

	FailureGroups(KergroundOperations operations) {
		this.operations = operations;
	}

	FailuresDescriptor describe() {
		Map<Cause, Group> groups = new LinkedHashMap<>();
		long[] examined = new long[1];
		boolean complete = forEachFailed((task) -> {
			examined[0]++;
			groups.computeIfAbsent(cause(task), (cause) -> new Group(task)).add(task);
			return examined[0] < MOST_EXAMINED;
		});
		List<FailureDescriptor> described = new ArrayList<>();
		groups.forEach((cause, group) -> described.add(group.describe(cause)));
		described.sort(Comparator.comparing(FailureDescriptor::count).reversed());
		return new FailuresDescriptor(described, examined[0], complete);
	}

	@Nullable FailureDescriptor describe(String id) {
		return describe().groups().stream().filter((group) -> group.id().equals(id)).findFirst().orElse(null);
	}

	/**
	 * Retries tasks of a group, the newest first.
	 * @param id the id of the group
	 * @return how many are pending again, at most {@value #MOST_RETRIED}
	 */
	long retry(String id) {
		List<UUID> found = new ArrayList<>();
		forEachFailed((task) -> {
			if (cause(task).id().equals(id)) {
				found.add(task.id());
			}
			return found.size() < MOST_RETRIED;
		});
		return found.stream().filter(this.operations::retry).count();
	}

	/**
	 * Hands over the failed tasks, newest first.
	 * @param more tells whether to go on after a task
	 * @return whether that were all
	 */
	private boolean forEachFailed(Predicate<Task> more) {
		TaskQuery query = TaskQuery.all().status(TaskStatus.FAILED).size(TaskQuery.MAX_SIZE);
		for (int page = 0; page < MOST_PAGES; page++) {
			TaskPage tasks = this.operations.list(query);
			for (Task task : tasks.tasks()) {
				if (!more.test(task)) {
					return false;
				}
			}
			if (tasks.next() == null) {
				return true;
			}
			query = query.after(tasks.next());
		}
		return false;
	}

	private Cause cause(Task task) {
		synchronized (this.causes) {
			Cause known = this.causes.get(task.id());
			if (known != null && known.isOf(task)) {
				return known;
			}
		}
		Cause read = Cause.of(task, this.operations.find(task.id()).map(Task::error).orElse(task.error()));
		synchronized (this.causes) {
			if (this.causes.size() >= 2 * MOST_EXAMINED) {
				this.causes.remove(this.causes.keySet().iterator().next());
			}
			this.causes.put(task.id(), read);
		}
		return read;
	}

	/**
	 * What a task failed by. Two are equal when they are of one group.
	 */
	private static final class Cause {

		private final @Nullable Instant failedAt;

		private final String type;

		private final @Nullable String frame;

		private Cause(@Nullable Instant failedAt, String type, @Nullable String frame) {
			this.failedAt = failedAt;
			this.type = type;
			this.frame = frame;
		}

		static Cause of(Task task, @Nullable TaskError error) {
			return (error != null)
					? new Cause(task.finishedAt(), error.type(), ApplicationFrames.first(error.stackTrace()))
					: new Cause(task.finishedAt(), "unknown", null);
		}

		/**
		 * Tells whether this is still the cause: the task may have failed once more.
		 */
		boolean isOf(Task task) {
			return this.failedAt != null && this.failedAt.equals(task.finishedAt());
		}

		String id() {
			return UUID.nameUUIDFromBytes(toString().getBytes(StandardCharsets.UTF_8)).toString();
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Cause cause && cause.toString().equals(toString());
		}

		@Override
		public int hashCode() {
			return toString().hashCode();
		}

		@Override
		public String toString() {
			return this.type + " at " + this.frame;
		}

	}

	private static final class Group {

		private final UUID latest;

		private final TreeSet<String> names = new TreeSet<>();

		private Instant first;

		private Instant last;

		private long count;

		Group(Task latest) {
			this.latest = latest.id();
			this.first = failedAt(latest);
			this.last = this.first;
		}

		private static Instant failedAt(Task task) {
			return (task.finishedAt() != null) ? task.finishedAt() : task.createdAt();
		}

		void add(Task task) {
			Instant at = failedAt(task);
			this.first = at.isBefore(this.first) ? at : this.first;
			this.last = at.isAfter(this.last) ? at : this.last;
			this.names.add(task.name());
			this.count++;
		}

		FailureDescriptor describe(Cause cause) {
			return new FailureDescriptor(cause.id(), cause.type, cause.frame, this.count, List.copyOf(this.names),
					this.first, this.last, this.latest.toString());
		}

	}

}

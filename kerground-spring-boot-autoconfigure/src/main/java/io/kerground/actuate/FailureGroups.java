package io.kerground.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;

import io.kerground.actuate.KergroundDescriptors.FailureDescriptor;
import io.kerground.actuate.KergroundDescriptors.FailuresDescriptor;
import io.kerground.actuate.SteeringDescriptors.MuteDescriptor;
import io.kerground.core.FailureMute;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskError;
import io.kerground.core.TaskFailure;
import io.kerground.core.TaskFailurePage;
import io.kerground.core.TaskQueries;
import org.jspecify.annotations.Nullable;

/**
 * Groups failed tasks by their cause: the exception, and the place in the application's
 * code that it came from. Safe for use by several threads.
 */
final class FailureGroups {

	/*
	 * What a task failed by takes its stack trace, which is long. So each is read once
	 * and remembered, and a look takes a limited time: what it did not get to is left to
	 * the next one, which finds the rest in memory.
	 */

	/** How many of the newest failed tasks are looked at. */
	static final int MOST_EXAMINED = 10_000;

	static final Duration LOOK_TIME = Duration.ofMillis(100);

	private static final int MOST_REMEMBERED = 2 * MOST_EXAMINED;

	/** How many stack traces are in memory at once. */
	private static final int MOST_TRACES = 100;

	private final TaskQueries store;

	private final @Nullable ScheduleRepository mutes;

	private final TaskClock clock;

	private final Map<UUID, Known> remembered = new LinkedHashMap<>();

	private final Map<FailureCause, FailureCause> distinct = new HashMap<>();

	FailureGroups(TaskQueries store, @Nullable ScheduleRepository mutes, TaskClock clock) {
		this.store = store;
		this.mutes = mutes;
		this.clock = clock;
	}

	FailuresDescriptor describe() {
		return describe(mutes());
	}

	private Map<UUID, FailureMute> mutes() {
		Map<UUID, FailureMute> found = new HashMap<>();
		if (this.mutes != null) {
			this.mutes.mutes(this.clock.millis()).forEach((mute) -> found.put(mute.cause(), mute));
		}
		return found;
	}

	private FailuresDescriptor describe(Map<UUID, FailureMute> muted) {
		Map<FailureCause, Group> groups = new LinkedHashMap<>();
		long begun = this.clock.nanos();
		long[] examined = new long[1];
		boolean complete = forEach((failure, cause) -> {
			examined[0]++;
			groups.computeIfAbsent(cause, (each) -> new Group(failure)).add(failure);
			return examined[0] < MOST_EXAMINED;
		}, () -> this.clock.nanos() - begun >= LOOK_TIME.toNanos());
		List<FailureDescriptor> described = new ArrayList<>();
		groups.forEach((cause, group) -> described.add(group.describe(cause, muted.get(cause.id()))));
		described.sort(Comparator.comparing(FailureDescriptor::count).reversed());
		return new FailuresDescriptor(described, examined[0], complete);
	}

	@Nullable FailureDescriptor describe(String id) {
		return describe().groups().stream().filter((group) -> group.id().equals(id)).findFirst().orElse(null);
	}

	/**
	 * Returns whether one of the newest failed tasks failed by a cause, however long that
	 * takes.
	 */
	boolean isKnown(UUID id) {
		int[] examined = new int[1];
		boolean[] found = new boolean[1];
		forEach((failure, cause) -> {
			found[0] = cause.id().equals(id);
			return !found[0] && ++examined[0] < MOST_EXAMINED;
		});
		return found[0];
	}

	/**
	 * Returns how many of the newest failed tasks failed by a cause that is muted.
	 */
	long muted() {
		Map<UUID, FailureMute> muted = mutes();
		return muted.isEmpty() ? 0
				: describe(muted).groups()
					.stream()
					.filter((group) -> group.mute() != null)
					.mapToLong(FailureDescriptor::count)
					.sum();
	}

	/**
	 * Hands over all failed tasks with their causes, the latest failure first.
	 * @param more tells whether to go on after a task
	 * @return whether that were all
	 */
	boolean forEach(BiPredicate<TaskFailure, FailureCause> more) {
		return forEach(more, () -> false);
	}

	private boolean forEach(BiPredicate<TaskFailure, FailureCause> more, BooleanSupplier late) {
		String after = null;
		do {
			TaskFailurePage page = this.store.failures(after, TaskQueries.MOST_FAILURES);
			List<TaskFailure> failures = page.failures();
			for (int from = 0; from < failures.size(); from += MOST_TRACES) {
				List<TaskFailure> part = failures.subList(from, Math.min(failures.size(), from + MOST_TRACES));
				Map<UUID, FailureCause> causes = remembered(part);
				if (causes.size() < part.size()) {
					if (late.getAsBoolean()) {
						return false;
					}
					read(part, causes);
				}
				for (TaskFailure failure : part) {
					if (!more.test(failure, causes.getOrDefault(failure.id(), FailureCause.UNKNOWN))) {
						return false;
					}
				}
			}
			after = page.next();
		}
		while (after != null);
		return true;
	}

	private Map<UUID, FailureCause> remembered(List<TaskFailure> failures) {
		Map<UUID, FailureCause> causes = new HashMap<>();
		synchronized (this.remembered) {
			for (TaskFailure failure : failures) {
				Known known = this.remembered.get(failure.id());
				// the task may have failed once more
				if (known != null && known.failedAt.equals(failure.failedAt())) {
					causes.put(failure.id(), known.cause);
				}
			}
		}
		return causes;
	}

	private void read(List<TaskFailure> failures, Map<UUID, FailureCause> causes) {
		List<TaskFailure> unknown = failures.stream().filter((failure) -> !causes.containsKey(failure.id())).toList();
		Map<UUID, TaskError> errors = this.store.errors(unknown.stream().map(TaskFailure::id).toList());
		synchronized (this.remembered) {
			unknown.forEach((failure) -> causes.put(failure.id(), remember(failure, errors.get(failure.id()))));
		}
	}

	private FailureCause remember(TaskFailure failure, @Nullable TaskError error) {
		FailureCause read = FailureCause.of(error);
		if (this.distinct.size() >= MOST_EXAMINED) {
			this.distinct.clear();
		}
		FailureCause cause = this.distinct.computeIfAbsent(read, (each) -> each);
		if (this.remembered.size() >= MOST_REMEMBERED) {
			this.remembered.remove(this.remembered.keySet().iterator().next());
		}
		this.remembered.put(failure.id(), new Known(failure.failedAt(), cause));
		return cause;
	}

	private record Known(Instant failedAt, FailureCause cause) {

	}

	private static final class Group {

		private final TaskFailure latest;

		private final TreeSet<String> names = new TreeSet<>();

		private Instant first;

		private long count;

		Group(TaskFailure latest) {
			this.latest = latest;
			this.first = latest.failedAt();
		}

		void add(TaskFailure failure) {
			this.first = failure.failedAt();
			this.names.add(failure.name());
			this.count++;
		}

		FailureDescriptor describe(FailureCause cause, @Nullable FailureMute mute) {
			return new FailureDescriptor(cause.id().toString(), cause.type(), cause.frame(), this.count,
					List.copyOf(this.names), this.first, this.latest.failedAt(), this.latest.id().toString(),
					(mute != null) ? new MuteDescriptor(mute.reason(), mute.since(), mute.until()) : null);
		}

	}

}

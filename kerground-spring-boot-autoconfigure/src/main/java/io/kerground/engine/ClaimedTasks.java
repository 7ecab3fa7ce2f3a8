package io.kerground.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;

import io.kerground.core.ClaimDemand;
import io.kerground.core.TaskPriority;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that are claimed and wait in this process for a slot, the most urgent first;
 * says how many more to claim. Safe for use by several threads.
 */
final class ClaimedTasks {

	/*
	 * Tasks are claimed ahead only while bodies are short: then a thread that ends one
	 * body begins the next without a round through the store. Whatever a slot could have
	 * started elsewhere waits here for a few milliseconds at most. As many as there are
	 * slots are claimed ahead; more if that takes no longer, but only when the death of
	 * this process would be blamed on none of them.
	 *
	 * A demand and the slots that are taken from it are looked at under one lock, so a
	 * task is always counted once: as waiting or as running.
	 */

	private static final long SHORT_BODY_NANOS = 50_000_000L;

	private static final long AHEAD_NANOS = 4_000_000L;

	private static final int WEIGHT_OF_THE_PAST = 8;

	private static final int AT_ONCE = 256;

	private static final TaskPriority[] PRIORITIES = TaskPriority.values();

	private static final Comparator<TaskExecution> ORDER = Comparator
		.<TaskExecution>comparingLong((execution) -> execution.task().runAt())
		.thenComparingLong((execution) -> execution.task().seq());

	private final Map<TaskPriority, PriorityQueue<TaskExecution>> waiting = new EnumMap<>(TaskPriority.class);

	private final Map<TaskPriority, Deque<SubmittedCall<?>>> calls = new EnumMap<>(TaskPriority.class);

	private final WorkerPool pool;

	private volatile long bodyNanos = 2 * SHORT_BODY_NANOS;

	private volatile boolean crashesExact;

	ClaimedTasks(WorkerPool pool) {
		this.pool = pool;
		for (TaskPriority priority : PRIORITIES) {
			this.waiting.put(priority, new PriorityQueue<>(ORDER));
			this.calls.put(priority, new ArrayDeque<>());
		}
	}

	/**
	 * Returns how many tasks to claim.
	 * @param suspects how many suspects may start
	 */
	synchronized ClaimDemand demand(int suspects) {
		PoolLimits limits = this.pool.limits();
		int critical = size(TaskPriority.CRITICAL);
		int high = critical + size(TaskPriority.HIGH);
		int normal = high + size(TaskPriority.NORMAL);
		int low = normal + size(TaskPriority.LOW);
		int active = this.pool.active();
		return new ClaimDemand(slots(limits, TaskPriority.CRITICAL, critical + this.pool.activeCritical()),
				slots(limits, TaskPriority.HIGH, high + active), slots(limits, TaskPriority.NORMAL, normal + active),
				slots(limits, TaskPriority.LOW, low + active), ahead(limits), suspects);
	}

	private int size(TaskPriority priority) {
		return queue(priority).size() + calls(priority).size();
	}

	private Deque<SubmittedCall<?>> calls(TaskPriority priority) {
		return Objects.requireNonNull(this.calls.get(priority));
	}

	private PriorityQueue<TaskExecution> queue(TaskPriority priority) {
		return Objects.requireNonNull(this.waiting.get(priority));
	}

	private static int slots(PoolLimits limits, TaskPriority priority, int taken) {
		int limit = limits.of(priority);
		return (limit == PoolLimits.UNLIMITED) ? AT_ONCE : limit - taken;
	}

	private int ahead(PoolLimits limits) {
		long body = this.bodyNanos;
		if (body >= SHORT_BODY_NANOS) {
			return 0;
		}
		long quick = this.crashesExact ? Math.min(AT_ONCE, limits.size() * AHEAD_NANOS / Math.max(1, body)) : 0;
		return (int) Math.max(limits.size(), quick);
	}

	/**
	 * Tells whether only bodies that run count a crash when this process is killed.
	 */
	void tellCrashesExactly(boolean exactly) {
		this.crashesExact = exactly;
	}

	synchronized void add(TaskExecution execution) {
		queue(execution.priority()).add(execution);
	}

	/**
	 * Takes the most urgent task and a slot for it.
	 * @return the task, or null when none waits or it may not start now
	 */
	synchronized @Nullable TaskExecution next() {
		for (TaskPriority priority : PRIORITIES) {
			PriorityQueue<TaskExecution> queue = queue(priority);
			if (!queue.isEmpty()) {
				if (this.pool.tryTake(priority)) {
					TaskExecution first = queue.remove();
					first.slotTaken();
					return first;
				}
				if (priority != TaskPriority.CRITICAL) {
					// nothing starts while something more urgent waits
					return null;
				}
			}
			if (priority != TaskPriority.CRITICAL && !calls(priority).isEmpty()) {
				return null;
			}
		}
		return null;
	}

	synchronized void add(SubmittedCall<?> call) {
		calls(call.priority()).add(call);
	}

	/**
	 * Takes the most urgent call and a slot for it, when no task goes first.
	 * @return the call, or null when none waits or it may not start now
	 */
	synchronized @Nullable SubmittedCall<?> nextCall() {
		for (TaskPriority priority : PRIORITIES) {
			boolean taskWaits = !queue(priority).isEmpty();
			Deque<SubmittedCall<?>> queue = calls(priority);
			if (!queue.isEmpty() && !taskWaits && this.pool.tryTake(priority)) {
				return queue.remove();
			}
			if (priority != TaskPriority.CRITICAL && (taskWaits || !queue.isEmpty())) {
				return null;
			}
		}
		return null;
	}

	/**
	 * Takes out all calls.
	 */
	synchronized List<SubmittedCall<?>> removeCalls() {
		List<SubmittedCall<?>> all = new ArrayList<>();
		this.calls.values().forEach((queue) -> {
			all.addAll(queue);
			queue.clear();
		});
		return all;
	}

	synchronized int waitingCalls() {
		return this.calls.values().stream().mapToInt(Deque::size).sum();
	}

	synchronized boolean remove(TaskExecution execution) {
		return queue(execution.priority()).remove(execution);
	}

	/**
	 * Takes out the tasks that have waited for longer than some time.
	 */
	synchronized List<TaskExecution> removeWaitingFor(long nanos) {
		List<TaskExecution> old = new ArrayList<>();
		for (PriorityQueue<TaskExecution> queue : this.waiting.values()) {
			queue.removeIf((execution) -> execution.sinceClaim() >= nanos && old.add(execution));
		}
		return old;
	}

	/**
	 * Learns how long a body took.
	 */
	void bodyTook(long nanos) {
		long before = this.bodyNanos;
		// an update that is lost to another thread does not matter
		this.bodyNanos = before + (nanos - before) / WEIGHT_OF_THE_PAST;
	}

}

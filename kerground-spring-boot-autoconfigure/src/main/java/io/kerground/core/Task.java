package io.kerground.core;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What is stored about one task. Immutable: a later look gives a new one.
 *
 * @param id the public id
 * @param name the canonical name, as in {@code reportWorker.monthly}
 * @param queue the queue
 * @param priority the priority
 * @param status the status
 * @param attempt how many attempts have begun; 0 before the first
 * @param maxAttempts how many attempts the task has
 * @param crashes how many times a node died while it ran the task
 * @param runAt when the task is due
 * @param createdAt when the task was sent
 * @param startedAt when the latest attempt was claimed, if there was one
 * @param finishedAt when the task ended, if it has
 * @param owner the id of the node that runs the task, while one does
 * @param progress the latest progress that the running attempt told, if it told any
 * @param arguments the arguments as a JSON array; only filled by
 * {@link KergroundOperations#find}
 * @param response the response as JSON; only filled by {@link KergroundOperations#find},
 * and null when there is none
 * @param error why the latest failed attempt failed
 * @param attempts the attempts that did not finish the task, oldest first; only filled by
 * {@link KergroundOperations#find}
 * @param blockedBy the task that this one waits for, while it is blocked
 * @since 0.1.0
 */
public record Task(UUID id, String name, String queue, TaskPriority priority, TaskStatus status, int attempt,
		int maxAttempts, int crashes, Instant runAt, Instant createdAt, @Nullable Instant startedAt,
		@Nullable Instant finishedAt, @Nullable UUID owner, @Nullable TaskProgress progress, @Nullable String arguments,
		@Nullable String response, @Nullable TaskError error, List<TaskAttempt> attempts, @Nullable UUID blockedBy) {

	/**
	 * Takes a copy of the attempts.
	 */
	public Task {
		attempts = List.copyOf(attempts);
	}

	/**
	 * Describes the task without its arguments, response and error text, which may hold
	 * secrets.
	 */
	@Override
	public String toString() {
		return "Task[" + this.id + " " + this.name + " " + this.status + ", attempt " + this.attempt + " of "
				+ this.maxAttempts + "]";
	}

}

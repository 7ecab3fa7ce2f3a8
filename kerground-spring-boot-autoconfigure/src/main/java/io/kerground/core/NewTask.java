package io.kerground.core;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A task on its way into the store.
 *
 * @param id the public id
 * @param ownId whether the caller chose the id, so that it may be stored already
 * @param name the canonical name
 * @param queue the queue
 * @param priority the priority
 * @param maxAttempts how many attempts it has
 * @param runAt when it is due, in milliseconds since 1970
 * @param createdAt when it was sent, in milliseconds since 1970
 * @param payload the arguments as a JSON array in UTF-8
 * @param blockedBy the task that must finish first, or null
 * @param headers what the sender hands on to whoever runs the task, in the form of
 * {@link TaskHeaders}, or null
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent")
public record NewTask(UUID id, boolean ownId, String name, String queue, TaskPriority priority, int maxAttempts,
		long runAt, long createdAt, byte[] payload, @Nullable UUID blockedBy, @Nullable String headers) {

	/**
	 * Creates a task without headers.
	 * @param id the public id
	 * @param ownId whether the caller chose the id
	 * @param name the canonical name
	 * @param queue the queue
	 * @param priority the priority
	 * @param maxAttempts how many attempts it has
	 * @param runAt when it is due, in milliseconds since 1970
	 * @param createdAt when it was sent, in milliseconds since 1970
	 * @param payload the arguments as a JSON array in UTF-8
	 * @param blockedBy the task that must finish first, or null
	 */
	public NewTask(UUID id, boolean ownId, String name, String queue, TaskPriority priority, int maxAttempts,
			long runAt, long createdAt, byte[] payload, @Nullable UUID blockedBy) {
		this(id, ownId, name, queue, priority, maxAttempts, runAt, createdAt, payload, blockedBy, null);
	}

	/**
	 * Returns this task with headers.
	 * @param headers the headers in the form of {@link TaskHeaders}, or null
	 * @return a task that differs in nothing else
	 */
	public NewTask withHeaders(@Nullable String headers) {
		return new NewTask(this.id, this.ownId, this.name, this.queue, this.priority, this.maxAttempts, this.runAt,
				this.createdAt, this.payload, this.blockedBy, headers);
	}

}

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
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent")
public record NewTask(UUID id, boolean ownId, String name, String queue, TaskPriority priority, int maxAttempts,
		long runAt, long createdAt, byte[] payload, @Nullable UUID blockedBy) {

}

package io.kerground.simulation;

import java.util.UUID;

import io.kerground.core.TaskPriority;
import io.kerground.core.TaskStatus;

/**
 * What a store holds about one task, as far as the rules of a simulation speak of it.
 * {@code owner} and {@code blockedBy} are 0 when there is none.
 */
public record TaskState(long seq, UUID id, String name, String queue, TaskPriority priority, TaskStatus status,
		int attempt, int maxAttempts, int crashes, long fence, long runAt, long createdAt, long owner, long blockedBy) {

}

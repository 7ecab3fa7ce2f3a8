package io.kerground.jdbc;

import io.kerground.core.ClaimScope;
import io.kerground.core.NewTask;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * The row of a new task.
 *
 * @param seq the store's key
 * @param task the task
 * @param queue the number of its queue
 * @param name the number of its name
 * @param status the status that it is stored with
 * @param scope the node that starts it at once, or null
 * @param predecessor what a blocked task waits for, or null
 * @param fence its first fence
 */
record TaskInsertion(long seq, NewTask task, int queue, int name, TaskStatus status, @Nullable ClaimScope scope,
		@Nullable Long predecessor, long fence) {

	@Nullable Long startedAt(long now) {
		return (this.scope != null) ? now : null;
	}

	@Nullable Long finishedAt(long now) {
		return (this.status == TaskStatus.CANCELLED) ? now : null;
	}

	@Nullable Long owner() {
		return (this.scope != null) ? this.scope.owner() : null;
	}

}

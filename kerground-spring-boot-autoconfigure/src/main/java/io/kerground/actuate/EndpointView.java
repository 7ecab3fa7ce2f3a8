package io.kerground.actuate;

import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * What can be listed.
 *
 * @since 0.1.0
 */
public enum EndpointView {

	/** Tasks in any status, the latest sent first. */
	TASKS(null),

	/** Tasks that wait, also for their time or their next attempt. */
	PENDING(TaskStatus.PENDING),

	/** Tasks that a node runs. */
	RUNNING(TaskStatus.RUNNING),

	/** Tasks that ran to their end. */
	FINISHED(TaskStatus.FINISHED),

	/** Tasks that failed for good. */
	FAILED(TaskStatus.FAILED),

	/** Tasks that were cancelled. */
	CANCELLED(TaskStatus.CANCELLED),

	/** Tasks that wait for another one. */
	BLOCKED(TaskStatus.BLOCKED),

	/** The tasks that the workers of this application offer. */
	DEFINITIONS(null),

	/** The applications that work on the store. */
	NODES(null),

	/** The queues. */
	QUEUES(null),

	/** What runs again and again. */
	SCHEDULES(null),

	/** The workers of this application. */
	WORKERS(null),

	/** Failed tasks by their cause. */
	FAILURES(null),

	/** The latest changes of many tasks by this process. */
	CHANGES(null),

	/** The fuses that have blown. */
	FUSES(null),

	/** What people did over the web, through this process. */
	AUDIT(null);

	private final @Nullable TaskStatus status;

	EndpointView(@Nullable TaskStatus status) {
		this.status = status;
	}

	@Nullable TaskStatus status() {
		return this.status;
	}

}

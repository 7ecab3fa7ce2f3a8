package io.kerground.simulation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.kerground.core.ClaimedTask;
import io.kerground.core.NewTask;
import io.kerground.core.StoredResult;
import io.kerground.core.Task;
import io.kerground.core.TaskAttempt;
import io.kerground.core.TaskError;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskProgress;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskStatus;

/**
 * One task of the model store.
 */
final class ModelRow {

	private static final int ATTEMPTS = 100;

	final List<TaskAttempt> attempts = new ArrayList<>(0);

	final long seq;

	final UUID id;

	final String name;

	final String queue;

	final TaskPriority priority;

	final int maxAttempts;

	final long createdAt;

	final byte[] payload;

	TaskStatus status;

	int attempt;

	int crashes;

	long fence;

	long runAt;

	Long startedAt;

	Long finishedAt;

	long owner;

	long blockedBy;

	byte[] response;

	TaskProgress progress;

	long progressFence;

	ModelRow(long seq, NewTask task, TaskStatus status, long fence) {
		this.seq = seq;
		this.id = task.id();
		this.name = task.name();
		this.queue = task.queue();
		this.priority = task.priority();
		this.maxAttempts = task.maxAttempts();
		this.createdAt = task.createdAt();
		this.payload = task.payload();
		this.status = status;
		this.fence = fence;
		this.runAt = task.runAt();
	}

	TaskReference reference(int attempt) {
		return new TaskReference(this.id, this.name, this.queue, this.priority, attempt);
	}

	ClaimedTask claimed() {
		return new ClaimedTask(this.seq, reference(this.attempt), this.owner, this.fence, this.maxAttempts,
				this.crashes, this.runAt, this.createdAt, this.startedAt, this.payload);
	}

	boolean isOwnedBy(ClaimedTask task) {
		return this.status == TaskStatus.RUNNING && this.owner == task.owner() && this.fence == task.fence();
	}

	void record(TaskAttempt made) {
		this.attempts.add(made);
		if (this.attempts.size() > ATTEMPTS) {
			this.attempts.subList(0, this.attempts.size() - ATTEMPTS).clear();
		}
	}

	TaskState state() {
		return new TaskState(this.seq, this.id, this.name, this.queue, this.priority, this.status, this.attempt,
				this.maxAttempts, this.crashes, this.fence, this.runAt, this.createdAt, this.owner, this.blockedBy);
	}

	StoredResult result() {
		return new StoredResult(this.status, this.response,
				(this.status == TaskStatus.FAILED) ? latestError(true) : null);
	}

	TaskError latestError(boolean withTrace) {
		for (int i = this.attempts.size() - 1; i >= 0; i--) {
			TaskError error = this.attempts.get(i).error();
			if (error != null) {
				return withTrace ? error : new TaskError(error.type(), error.message(), "");
			}
		}
		return null;
	}

	/**
	 * Describes the task as a store's user sees it.
	 */
	Task task(UUID ownerId, UUID predecessor, boolean whole) {
		boolean told = this.progress != null && this.attempt > 0 && this.progressFence == this.fence;
		boolean failed = whole || this.attempt > 0 || this.crashes > 0;
		return new Task(this.id, this.name, this.queue, this.priority, this.status, this.attempt, this.maxAttempts,
				this.crashes, Instant.ofEpochMilli(this.runAt), Instant.ofEpochMilli(this.createdAt),
				instant(this.startedAt), instant(this.finishedAt), ownerId, told ? this.progress : null,
				whole ? text(this.payload) : null,
				(whole && this.status == TaskStatus.FINISHED) ? text(this.response) : null,
				failed ? latestError(whole) : null, whole ? this.attempts : List.of(), predecessor);
	}

	private static Instant instant(Long millis) {
		return (millis != null) ? Instant.ofEpochMilli(millis) : null;
	}

	private static String text(byte[] json) {
		return (json != null) ? new String(json, StandardCharsets.UTF_8) : null;
	}

}

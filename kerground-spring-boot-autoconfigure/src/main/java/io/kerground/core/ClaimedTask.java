package io.kerground.core;

import org.jspecify.annotations.Nullable;

/**
 * A task that one node owns, with all that is needed to run it. Every write about it is
 * fenced by its owner and fence.
 *
 * @param seq the store's internal key
 * @param reference which task it is
 * @param owner the store's internal key of the owning node
 * @param fence the number of this claim; grows with each claim of the task
 * @param maxAttempts how many attempts the task has
 * @param crashes how many times a node died while it ran the task
 * @param runAt when the task was due, in milliseconds since 1970
 * @param createdAt when the task was sent, in milliseconds since 1970
 * @param startedAt when it was claimed, or when its body began if it was claimed ahead,
 * in milliseconds since 1970
 * @param payload the arguments as a JSON array in UTF-8
 * @param headers what the sender hands on, in the form of {@link TaskHeaders}, or null
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent")
public record ClaimedTask(long seq, TaskReference reference, long owner, long fence, int maxAttempts, int crashes,
		long runAt, long createdAt, long startedAt, byte[] payload, @Nullable String headers) {

	/**
	 * Creates a task without headers.
	 * @param seq the store's internal key
	 * @param reference which task it is
	 * @param owner the store's internal key of the owning node
	 * @param fence the number of this claim
	 * @param maxAttempts how many attempts the task has
	 * @param crashes how many times a node died while it ran the task
	 * @param runAt when the task was due, in milliseconds since 1970
	 * @param createdAt when the task was sent, in milliseconds since 1970
	 * @param startedAt when it was claimed, in milliseconds since 1970
	 * @param payload the arguments as a JSON array in UTF-8
	 */
	public ClaimedTask(long seq, TaskReference reference, long owner, long fence, int maxAttempts, int crashes,
			long runAt, long createdAt, long startedAt, byte[] payload) {
		this(seq, reference, owner, fence, maxAttempts, crashes, runAt, createdAt, startedAt, payload, null);
	}

	/**
	 * Returns this task with another start.
	 * @param startedAt when its body began, in milliseconds since 1970
	 * @return a task of the same claim
	 */
	public ClaimedTask begunAt(long startedAt) {
		return new ClaimedTask(this.seq, this.reference, this.owner, this.fence, this.maxAttempts, this.crashes,
				this.runAt, this.createdAt, startedAt, this.payload, this.headers);
	}

	/**
	 * Describes the task without its arguments.
	 */
	@Override
	public String toString() {
		return this.reference.toString();
	}

}

package io.kerground.core;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Why a task does not run now. Of several causes it names the one that has to end first.
 * Immutable; a moment later the answer may be another one.
 *
 * @param id the id of the task
 * @param cause what it waits for
 * @param text the cause in words, for people
 * @param until when the cause ends, if that is known
 * @param ahead how many due tasks come first, at most {@value #MOST_AHEAD}, which then
 * means that many or more
 * @param tasks the tasks that it waits for, at most {@value #MOST_TASKS} of them
 * @since 0.1.0
 */
public record TaskExplanation(UUID id, Cause cause, String text, @Nullable Instant until, long ahead,
		List<UUID> tasks) {

	/**
	 * The greatest number of tasks ahead that are counted.
	 */
	public static final int MOST_AHEAD = 1_000;

	/**
	 * The greatest number of tasks that are named.
	 */
	public static final int MOST_TASKS = 10;

	/**
	 * Takes a copy of the tasks.
	 */
	public TaskExplanation {
		tasks = List.copyOf(tasks);
	}

	/**
	 * What a task may wait for.
	 */
	public enum Cause {

		/** Nothing: a node runs it. */
		RUNNING,

		/** Nothing: it has ended. */
		ENDED,

		/** The store can't be written, so that nothing begins. */
		STORE_NOT_WRITABLE,

		/** An earlier task of its batch. */
		PREDECESSOR,

		/** Its queue is paused on all nodes. */
		QUEUE_PAUSED,

		/** Its worker is stopped on all nodes. */
		WORKER_STOPPED,

		/** No node that lives knows its name. */
		UNKNOWN_NAME,

		/** Its time, or that of its next attempt. */
		SCHEDULED,

		/**
		 * As many tasks of its name, or of its queue, run as may run at once over all
		 * nodes.
		 */
		CONCURRENCY_LIMIT,

		/** Tasks that are more urgent or were due earlier. */
		BEHIND_OTHERS,

		/** A slot: all slots of this process are taken. */
		POOL_FULL,

		/** Nothing: it is about to begin. */
		READY

	}

}

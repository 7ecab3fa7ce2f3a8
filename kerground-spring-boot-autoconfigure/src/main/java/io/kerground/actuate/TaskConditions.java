package io.kerground.actuate;

import java.time.Duration;

import io.kerground.core.TaskClock;
import io.kerground.core.TaskFilter;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks to list, count or change, as a request says it.
 *
 * @param task the canonical name, or null for all
 * @param queue the queue, or null for all
 * @param id the beginning of the id, or null for all
 * @param key the key it was sent with, or null for all
 * @param error a part of the latest error, or null for all
 * @param since how long ago it ended or was sent at most, or null for any time
 * @param attempt how many attempts have begun at least, or null for any number
 */
record TaskConditions(@Nullable String task, @Nullable String queue, @Nullable String id, @Nullable String key,
		@Nullable String error, @Nullable Duration since, @Nullable Integer attempt) {

	boolean isEmpty() {
		return this.task == null && this.queue == null && this.id == null && this.key == null && this.error == null
				&& this.since == null && this.attempt == null;
	}

	/**
	 * Describes the conditions but for the key and the text of an error, which may tell
	 * of people.
	 */
	String describe() {
		return ((this.task != null) ? " task:" + this.task : "") + ((this.queue != null) ? " queue:" + this.queue : "")
				+ ((this.id != null) ? " id:" + this.id : "") + ((this.key != null) ? " with a key" : "")
				+ ((this.error != null) ? " with an error" : "") + ((this.since != null) ? " since:" + this.since : "")
				+ ((this.attempt != null) ? " attempt:" + this.attempt : "");
	}

	/**
	 * Returns the query for these conditions.
	 * @param messages whether the caller may see the messages of errors, and so may look
	 * for them
	 * @throws IllegalArgumentException if a condition has no meaning
	 */
	TaskQuery query(@Nullable TaskStatus status, boolean messages, TaskClock clock) {
		TaskFilter filter = new TaskFilter(this.id, this.key, this.error, messages && this.error != null,
				(this.since != null) ? clock.instant().minus(this.since) : null,
				(this.attempt != null) ? this.attempt : 0);
		return TaskQuery.all().status(status).name(this.task).queue(this.queue).filter(filter);
	}

}

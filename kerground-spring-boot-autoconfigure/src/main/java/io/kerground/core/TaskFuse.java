package io.kerground.core;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A fuse that has blown: no task with a name begins, on any node, until it is reset or
 * its time is over. What runs goes on, and what is sent waits.
 *
 * @param name the name of the tasks
 * @param reason why, in the words of whoever did it; may be empty
 * @param since when it blew
 * @param until when it is reset by itself, or null for never
 * @since 0.1.0
 */
public record TaskFuse(String name, String reason, Instant since, @Nullable Instant until) {

	/**
	 * The greatest number of characters of a reason.
	 */
	public static final int MAX_REASON = 500;

	/**
	 * Checks name and reason.
	 * @throws IllegalArgumentException if the name is none, or the reason too long
	 */
	public TaskFuse {
		TaskNames.check("task name", name);
		checkReason(reason);
	}

	static void checkReason(String reason) {
		if (reason.length() > MAX_REASON) {
			throw new IllegalArgumentException("A reason has at most " + MAX_REASON + " characters");
		}
	}

}

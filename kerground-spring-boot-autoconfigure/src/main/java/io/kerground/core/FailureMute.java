package io.kerground.core;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A cause of failures that nobody wants to be told of, on any node, until it is unmuted
 * or its time is over. Tasks that fail by it fail as before.
 *
 * @param cause the id of the cause
 * @param reason why, in the words of whoever did it; may be empty
 * @param since when it was muted
 * @param until when it is over by itself, or null for never
 * @since 0.1.0
 */
public record FailureMute(UUID cause, String reason, Instant since, @Nullable Instant until) {

	/**
	 * Checks the reason.
	 * @throws IllegalArgumentException if the reason has more than
	 * {@value TaskFuse#MAX_REASON} characters
	 */
	public FailureMute {
		TaskFuse.checkReason(reason);
	}

}

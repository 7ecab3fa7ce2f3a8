package io.kerground.actuate;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import io.kerground.core.TaskError;
import org.jspecify.annotations.Nullable;

/**
 * What a task failed by. Two are equal when their tasks are of one group.
 *
 * @param id the id of the group, the same on all nodes
 * @param type the class name of the exception
 * @param frame class and method of the application's code that it came from, if any
 */
record FailureCause(UUID id, String type, @Nullable String frame) {

	static final FailureCause UNKNOWN = of("unknown", null);

	static FailureCause of(@Nullable TaskError error) {
		return (error != null) ? of(error.type(), ApplicationFrames.first(error.stackTrace())) : UNKNOWN;
	}

	private static FailureCause of(String type, @Nullable String frame) {
		String text = type + " at " + frame;
		return new FailureCause(UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)), type, frame);
	}

}

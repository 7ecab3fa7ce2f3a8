package io.kerground.actuate;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a request wants to be done with one part.
 *
 * @param action what to do
 * @param size the new number of slots, or null
 * @param spec the new period of a schedule, or null
 * @param reason why, or null
 * @param time how long, or null for ever
 * @param arguments the new arguments of a task as JSON, or null
 * @param limit the greatest number of tasks, or null for as many as are allowed
 */
record PartChange(EndpointAction action, @Nullable Integer size, @Nullable String spec, @Nullable String reason,
		@Nullable Duration time, @Nullable String arguments, @Nullable Integer limit) {

	/**
	 * Returns what is wrong with this for a part, or null if nothing is.
	 */
	@Nullable String refusal(EndpointPart part) {
		String word = DescriptorFactory.word(this.action);
		if (!part.allows(this.action)) {
			return "a " + DescriptorFactory.word(part) + " has no action '" + word + "'";
		}
		if ((this.size != null) != (this.action == EndpointAction.RESIZE)) {
			return "size is for resize, which needs it";
		}
		if ((this.spec != null) != (this.action == EndpointAction.EDIT)) {
			return "spec is for edit, which needs it";
		}
		boolean holdsBack = (part == EndpointPart.FUSE && this.action == EndpointAction.PAUSE)
				|| this.action == EndpointAction.MUTE;
		if ((this.reason != null || this.time != null) && !holdsBack) {
			return "reason and time are for the pause of a fuse and for mute";
		}
		boolean retries = this.action == EndpointAction.RETRY;
		if (this.limit != null && !(retries && part == EndpointPart.FAILURE)) {
			return "limit is for the retry of a failure";
		}
		return (this.arguments != null && !(retries && part == EndpointPart.TASK))
				? "arguments are for the retry of a task" : null;
	}

	String reasonOrNone() {
		return (this.reason != null) ? this.reason : "";
	}

	/**
	 * Returns when the time is over, or null for never.
	 * @throws IllegalArgumentException if the time is negative
	 */
	@Nullable Instant until(Instant now) {
		if (this.time != null && this.time.isNegative()) {
			throw new IllegalArgumentException("time must not be negative");
		}
		return (this.time != null) ? now.plus(this.time) : null;
	}

}

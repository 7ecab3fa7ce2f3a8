package io.kerground.actuate;

import java.time.Duration;

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
 */
record PartChange(EndpointAction action, @Nullable Integer size, @Nullable String spec, @Nullable String reason,
		@Nullable Duration time, @Nullable String arguments) {

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
		boolean blows = part == EndpointPart.FUSE && this.action == EndpointAction.PAUSE;
		if ((this.reason != null || this.time != null) && !blows) {
			return "reason and time are for the pause of a fuse";
		}
		boolean retries = part == EndpointPart.TASK && this.action == EndpointAction.RETRY;
		return (this.arguments != null && !retries) ? "arguments are for the retry of a task" : null;
	}

}

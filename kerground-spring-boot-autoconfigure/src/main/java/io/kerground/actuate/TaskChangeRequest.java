package io.kerground.actuate;

import java.util.List;
import java.util.UUID;

import io.kerground.core.TaskChange;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskSelection;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants to be done with many tasks.
 *
 * @param action what to do
 * @param status only tasks in this status, or null for any
 * @param conditions which tasks
 * @param ids the tasks themselves, or null
 * @param to the queue to move to, or null
 * @param limit the greatest number of tasks, or null for as many as are allowed
 */
record TaskChangeRequest(EndpointAction action, @Nullable TaskStatus status, TaskConditions conditions,
		@Nullable List<String> ids, @Nullable String to, @Nullable Integer limit) {

	/**
	 * Describes which tasks are meant, for those who look at it later.
	 */
	String target() {
		if (this.ids != null) {
			return "tasks " + String.join(" ", this.ids);
		}
		return "tasks " + ((this.status != null) ? DescriptorFactory.word(this.status) : "any")
				+ this.conditions.describe() + ((this.to != null) ? " to " + this.to : "");
	}

	TaskChange change() {
		if (this.to != null && this.action != EndpointAction.MOVE) {
			throw new IllegalArgumentException("to is for move");
		}
		return switch (this.action) {
			case RETRY -> TaskChange.retry();
			case CANCEL -> TaskChange.cancel();
			case DELETE -> TaskChange.delete();
			case MOVE -> TaskChange.moveTo(String.valueOf((this.to != null) ? this.to : ""));
			default -> throw new IllegalArgumentException(
					"many tasks have no action '" + DescriptorFactory.word(this.action) + "'");
		};
	}

	TaskSelection selection(TaskQuery query, int greatest) {
		if (this.status != null && !change().kind().from().contains(this.status)) {
			throw new IllegalArgumentException("tasks that are " + DescriptorFactory.word(this.status)
					+ " have no action '" + DescriptorFactory.word(this.action) + "'");
		}
		int allowed = (this.limit != null) ? this.limit : greatest;
		if (allowed < 1 || allowed > greatest) {
			throw new IllegalArgumentException("limit must be 1 to " + greatest);
		}
		if (this.ids == null) {
			return TaskSelection.matching(query).limit(allowed);
		}
		if (this.status != null || !this.conditions.isEmpty()) {
			throw new IllegalArgumentException("ids come without conditions");
		}
		return TaskSelection.of(this.ids.stream().map(UUID::fromString).toList()).limit(allowed);
	}

}

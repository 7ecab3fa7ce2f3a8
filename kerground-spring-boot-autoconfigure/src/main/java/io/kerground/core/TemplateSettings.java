package io.kerground.core;

import java.util.Map;

/**
 * Settings of a {@link KergroundTemplate}.
 *
 * @param maxAttempts how many attempts a task has whose definition is not known
 * @param maxPayload the greatest size of a task's arguments as JSON, in bytes
 * @param acceptUnknown whether tasks that no worker of this application offers are stored
 * as they are given
 * @param queueLimits how many tasks of some queues run at once over all nodes
 * @since 0.1.0
 */
public record TemplateSettings(int maxAttempts, int maxPayload, boolean acceptUnknown,
		Map<String, Integer> queueLimits) {

	/**
	 * Takes a copy of the limits.
	 */
	public TemplateSettings {
		queueLimits = Map.copyOf(queueLimits);
	}

}

package io.kerground.observation;

import java.util.Map;

import io.kerground.core.TaskSending;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/**
 * What is known about one call that stores tasks. What tracing writes into its carrier is
 * stored with each of the tasks.
 *
 * @since 0.1.0
 */
public class TaskSendObservationContext extends SenderContext<Map<String, String>> {

	private final TaskSending sending;

	private volatile String outcome = KergroundObservation.NO_OUTCOME;

	/**
	 * Creates a context.
	 * @param sending what is stored
	 * @param headers takes what goes with the tasks
	 */
	@SuppressWarnings("this-escape")
	public TaskSendObservationContext(TaskSending sending, Map<String, String> headers) {
		super((carrier, key, value) -> headers.put(key, value), Kind.PRODUCER);
		this.sending = sending;
		setCarrier(headers);
	}

	/**
	 * Returns what is stored.
	 * @return the names and the number of the tasks
	 */
	public TaskSending getSending() {
		return this.sending;
	}

	/**
	 * Returns what became of the call.
	 * @return {@code none} until it has ended, then {@code sent} or {@code failed}
	 */
	public String getOutcome() {
		return this.outcome;
	}

	void setOutcome(String outcome) {
		this.outcome = outcome;
	}

}

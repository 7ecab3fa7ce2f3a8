package io.kerground.observation;

import java.util.Map;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskHeaders;
import io.kerground.core.TaskReference;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

/**
 * What is known about one attempt to run a task. Its carrier holds what was stored with
 * the task when it was sent.
 *
 * @since 0.1.0
 */
public class TaskRunObservationContext extends ReceiverContext<Map<String, String>> {

	private final ClaimedTask task;

	private volatile String outcome = KergroundObservation.NO_OUTCOME;

	/**
	 * Creates a context.
	 * @param task the task
	 */
	@SuppressWarnings("this-escape")
	public TaskRunObservationContext(ClaimedTask task) {
		super((carrier, key) -> carrier.get(key), Kind.CONSUMER);
		this.task = task;
		setCarrier(TaskHeaders.read(task.headers()));
	}

	/**
	 * Returns the task.
	 * @return its id, name, queue, priority and attempt
	 */
	public TaskReference getTask() {
		return this.task.reference();
	}

	/**
	 * Returns how the attempt ended.
	 * @return {@code none} until then, then the word of the verb, as in the meters, or
	 * {@code lost} when this node lost the task before and it was not cancelled
	 */
	public String getOutcome() {
		return this.outcome;
	}

	void setOutcome(String outcome) {
		this.outcome = outcome;
	}

}

package io.kerground.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * The usual name and keys of observations of calls that store tasks.
 *
 * @since 0.1.0
 */
public class DefaultTaskSendObservationConvention implements TaskSendObservationConvention {

	/**
	 * Creates the convention.
	 */
	public DefaultTaskSendObservationConvention() {
	}

	@Override
	public String getName() {
		return KergroundObservation.SEND.getName();
	}

	@Override
	public String getContextualName(TaskSendObservationContext context) {
		return "send " + context.getSending().task();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(TaskSendObservationContext context) {
		return KeyValues.of(KeyValue.of(KergroundObservation.LowCardinalityKey.TASK, context.getSending().task()),
				KeyValue.of(KergroundObservation.LowCardinalityKey.QUEUE, context.getSending().queue()),
				KeyValue.of(KergroundObservation.LowCardinalityKey.OUTCOME, context.getOutcome()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(TaskSendObservationContext context) {
		return KeyValues
			.of(KeyValue.of(KergroundObservation.HighCardinalityKey.ID, context.getSending().id().toString()), KeyValue
				.of(KergroundObservation.HighCardinalityKey.TASKS, Integer.toString(context.getSending().tasks())));
	}

}

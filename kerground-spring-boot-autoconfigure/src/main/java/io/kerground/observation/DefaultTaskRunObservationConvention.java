package io.kerground.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * The usual name and keys of observations of attempts to run tasks.
 *
 * @since 0.1.0
 */
public class DefaultTaskRunObservationConvention implements TaskRunObservationConvention {

	/**
	 * Creates the convention.
	 */
	public DefaultTaskRunObservationConvention() {
	}

	@Override
	public String getName() {
		return KergroundObservation.RUN.getName();
	}

	@Override
	public String getContextualName(TaskRunObservationContext context) {
		return "run " + context.getTask().name();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(TaskRunObservationContext context) {
		return KeyValues.of(KeyValue.of(KergroundObservation.LowCardinalityKey.TASK, context.getTask().name()),
				KeyValue.of(KergroundObservation.LowCardinalityKey.QUEUE, context.getTask().queue()),
				KeyValue.of(KergroundObservation.LowCardinalityKey.OUTCOME, context.getOutcome()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(TaskRunObservationContext context) {
		return KeyValues.of(KeyValue.of(KergroundObservation.HighCardinalityKey.ID, context.getTask().id().toString()),
				KeyValue.of(KergroundObservation.HighCardinalityKey.ATTEMPT,
						Integer.toString(context.getTask().attempt())));
	}

}

package io.kerground.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names observations of calls that store tasks and gives them keys. A bean of this type
 * replaces {@link DefaultTaskSendObservationConvention}, which it may extend. Must be
 * safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface TaskSendObservationConvention extends ObservationConvention<TaskSendObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof TaskSendObservationContext;
	}

}

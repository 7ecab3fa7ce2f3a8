package io.kerground.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names observations of attempts to run tasks and gives them keys. A bean of this type
 * replaces {@link DefaultTaskRunObservationConvention}, which it may extend. Must be safe
 * for use by several threads.
 *
 * @since 0.1.0
 */
public interface TaskRunObservationConvention extends ObservationConvention<TaskRunObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof TaskRunObservationContext;
	}

}

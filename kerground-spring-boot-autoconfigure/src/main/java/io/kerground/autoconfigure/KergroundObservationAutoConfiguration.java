package io.kerground.autoconfigure;

import io.kerground.engine.KergroundEngine;
import io.kerground.observation.TaskObservations;
import io.kerground.observation.TaskRunObservationConvention;
import io.kerground.observation.TaskSendObservationConvention;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of the observations of sends and runs.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KergroundAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ ObservationRegistry.class, KergroundEngine.class })
public final class KergroundObservationAutoConfiguration {

	@Bean
	@Order(0)
	@ConditionalOnMissingBean
	TaskObservations kergroundTaskObservations(ObservationRegistry registry,
			ObjectProvider<TaskSendObservationConvention> sendConvention,
			ObjectProvider<TaskRunObservationConvention> runConvention) {
		return new TaskObservations(registry, sendConvention.getIfAvailable(), runConvention.getIfAvailable());
	}

}

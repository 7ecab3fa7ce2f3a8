package io.kerground.autoconfigure;

import io.kerground.observation.TaskContextValues;
import io.micrometer.context.ContextRegistry;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Hands values of thread locals from senders to workers.
 */
@Configuration(proxyBeanMethods = false)
class ContextPropagationConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ContextRegistry.class)
	static class Present {

		@Bean
		@Order(1)
		TaskContextValues kergroundTaskContextValues(KergroundProperties properties) {
			return new TaskContextValues(ContextRegistry.getInstance(), properties.worker().propagateContext());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("io.micrometer.context.ContextRegistry")
	static class Missing {

		Missing(KergroundProperties properties) {
			if (!properties.worker().propagateContext().isEmpty()) {
				throw PropertyRules.refused("kerground.worker.propagate-context",
						String.join(",", properties.worker().propagateContext()),
						"needs the library io.micrometer:context-propagation");
			}
		}

	}

}

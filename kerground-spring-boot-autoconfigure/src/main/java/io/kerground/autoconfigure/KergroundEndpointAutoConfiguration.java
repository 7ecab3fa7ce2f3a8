package io.kerground.autoconfigure;

import io.kerground.actuate.KergroundEndpoint;
import io.kerground.actuate.KergroundEndpointWebExtension;
import io.kerground.core.KergroundOperations;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.TaskLogs;
import io.kerground.core.TaskRepository;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the endpoint {@code kerground}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KergroundAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean({ KergroundOperations.class, TaskRepository.class })
@ConditionalOnAvailableEndpoint(KergroundEndpoint.class)
@EnableConfigurationProperties(KergroundEndpointProperties.class)
public final class KergroundEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	KergroundEndpoint kergroundEndpoint(KergroundOperations operations, TaskRepository repository,
			ObjectProvider<SanitizingFunction> sanitizingFunctions, KergroundEndpointProperties properties,
			ObjectProvider<KergroundWorkers> workers, ObjectProvider<TaskLogs> logs) {
		KergroundEndpoint endpoint = new KergroundEndpoint(operations, repository,
				sanitizingFunctions.orderedStream().toList(), properties.showValues(), workers.getIfAvailable(),
				repository.schedules());
		logs.ifAvailable(endpoint::useLogs);
		return endpoint;
	}

	@Bean
	@ConditionalOnBean(KergroundEndpoint.class)
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	KergroundEndpointWebExtension kergroundEndpointWebExtension(KergroundEndpoint endpoint,
			KergroundEndpointProperties properties) {
		return new KergroundEndpointWebExtension(endpoint, properties.showValues(), properties.roles());
	}

}

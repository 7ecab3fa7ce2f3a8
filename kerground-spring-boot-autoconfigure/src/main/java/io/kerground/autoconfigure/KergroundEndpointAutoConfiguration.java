package io.kerground.autoconfigure;

import java.util.Map;

import io.kerground.actuate.EndpointSupport;
import io.kerground.actuate.KergroundEndpoint;
import io.kerground.actuate.KergroundEndpointWebExtension;
import io.kerground.annotation.CronTicks;
import io.kerground.core.KergroundOperations;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskLogs;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineSettings;
import io.kerground.engine.EngineThreads;
import io.kerground.engine.TaskAnnouncer;
import io.kerground.engine.TaskWindows;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
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
	TaskWindows kergroundTaskWindows(TaskClock clock, ObjectProvider<TaskAnnouncer> announcer) {
		TaskWindows windows = new TaskWindows(clock);
		announcer.ifAvailable((present) -> {
			present.addCommitListener(windows);
			present.addBeginListener(windows);
		});
		return windows;
	}

	@Bean
	@ConditionalOnMissingBean
	KergroundEndpoint kergroundEndpoint(KergroundOperations operations, TaskRepository repository,
			ObjectProvider<SanitizingFunction> sanitizingFunctions, KergroundEndpointProperties properties,
			ObjectProvider<KergroundWorkers> workers, TaskClock clock, TaskWindows windows,
			ObjectProvider<EngineSettings> engine, ApplicationEventPublisher publisher, ObjectProvider<TaskLogs> logs) {
		EngineSettings settings = engine.getIfAvailable();
		EndpointSupport support = new EndpointSupport(workers.getIfAvailable(), repository.schedules(), windows,
				logs.getIfAvailable(), (settings != null) ? settings.queueLimits() : Map.of(), CronTicks::of, publisher,
				clock, properties.bulkLimit(), EngineThreads.reusing(EngineThreads.factory("kerground-change-")));
		return new KergroundEndpoint(operations, repository, sanitizingFunctions.orderedStream().toList(),
				properties.showValues(), support);
	}

	@Bean
	@ConditionalOnBean(KergroundEndpoint.class)
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	KergroundEndpointWebExtension kergroundEndpointWebExtension(KergroundEndpoint endpoint,
			KergroundEndpointProperties properties) {
		return new KergroundEndpointWebExtension(endpoint, properties.showValues(), properties.roles(),
				properties.permissions().permissions());
	}

}

package io.kerground.autoconfigure;

import io.kerground.actuate.KergroundHealthIndicator;
import io.kerground.core.KergroundOperations;
import io.kerground.core.TaskRepository;
import io.kerground.engine.LatencyWatch;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health contributor {@code kerground}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KergroundAutoConfiguration.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean({ KergroundOperations.class, TaskRepository.class })
@ConditionalOnEnabledHealthIndicator("kerground")
public final class KergroundHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "kergroundHealthContributor", "kergroundHealthIndicator" })
	KergroundHealthIndicator kergroundHealthContributor(KergroundOperations operations, TaskRepository repository,
			ObjectProvider<LatencyWatch> latency) {
		return new KergroundHealthIndicator(operations, repository, latency.getIfAvailable());
	}

}

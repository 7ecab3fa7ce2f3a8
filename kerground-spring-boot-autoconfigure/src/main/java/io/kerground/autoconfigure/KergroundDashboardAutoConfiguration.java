package io.kerground.autoconfigure;

import io.kerground.actuate.KergroundEndpoint;
import io.kerground.core.KergroundOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of what the dashboard needs of the application. Its pages are served
 * beside the endpoints, which may be on another port.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { KergroundAutoConfiguration.class, KergroundEndpointAutoConfiguration.class })
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnWebApplication
@ConditionalOnBean(KergroundOperations.class)
@EnableConfigurationProperties(KergroundDashboardProperties.class)
public final class KergroundDashboardAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(KergroundDashboardAutoConfiguration.class);

	KergroundDashboardAutoConfiguration(KergroundDashboardProperties properties,
			ObjectProvider<DashboardEndpoint.Supplier> path) {
		if (properties.enabled() && path.getIfAvailable() == null) {
			logger.info("The dashboard of Kerground is not served, since the endpoint 'kerground' is not exposed; "
					+ "add it to management.endpoints.web.exposure.include");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("kerground.dashboard.enabled")
	@ConditionalOnAvailableEndpoint(endpoint = KergroundEndpoint.class, exposure = EndpointExposure.WEB)
	@ConditionalOnBean(KergroundEndpoint.class)
	static class PathConfiguration {

		@Bean
		DashboardEndpoint.Supplier kergroundDashboardPath() {
			return new DashboardEndpoint.Supplier();
		}

	}

}

package io.kerground.autoconfigure;

import java.util.Map;

import io.kerground.actuate.KergroundEndpoint;
import io.kerground.dashboard.DashboardWebHandler;
import io.kerground.dashboard.EndpointGuardWebFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

/**
 * The dashboard and the guard in WebFlux, where the endpoints are.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(DispatcherHandler.class)
@ConditionalOnBean({ KergroundEndpoint.class, PathMappedEndpoints.class, KergroundDashboardProperties.class })
@Import(DashboardWiring.class)
class KergroundReactiveManagementConfiguration {

	@Bean
	EndpointGuardWebFilter kergroundEndpointGuardWebFilter(DashboardWiring wiring) {
		return new EndpointGuardWebFilter(wiring.endpointPath(), wiring.guard());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(DashboardEndpoint.Supplier.class)
	static class DashboardConfiguration {

		private static final Logger logger = LoggerFactory.getLogger(DashboardConfiguration.class);

		/** Right after the endpoints, before controllers and files of the application. */
		private static final int ORDER = -90;

		@Bean
		SimpleUrlHandlerMapping kergroundDashboardMapping(DashboardWiring wiring) {
			DashboardWebHandler handler = new DashboardWebHandler(wiring.pages(), wiring.guard());
			String path = wiring.dashboardPath();
			logger.info("Kerground dashboard at {}/", path);
			return new SimpleUrlHandlerMapping(Map.of(path, handler, path + "/**", handler), ORDER);
		}

	}

}

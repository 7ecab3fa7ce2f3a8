package io.kerground.autoconfigure;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

import io.kerground.dashboard.DashboardSettings;
import io.kerground.dashboard.GuardSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.CorsEndpointProperties;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;
import org.springframework.web.cors.CorsConfiguration;

/**
 * What the guard and the pages are told, alike for servlets and WebFlux.
 */
class DashboardWiring {

	private static final EndpointId ENDPOINT = EndpointId.of("kerground");

	private final Environment environment;

	private final PathMappedEndpoints paths;

	private final KergroundDashboardProperties properties;

	private final Predicate<String> allowedOrigins;

	private final Access access;

	DashboardWiring(Environment environment, PathMappedEndpoints paths, KergroundDashboardProperties properties,
			ObjectProvider<CorsEndpointProperties> cors, ObjectProvider<EndpointAccessResolver> access) {
		this.environment = environment;
		this.paths = paths;
		this.properties = properties;
		this.allowedOrigins = allowedOrigins(cors.getIfAvailable());
		EndpointAccessResolver resolver = access.getIfAvailable();
		this.access = (resolver != null) ? resolver.accessFor(ENDPOINT, Access.READ_ONLY) : Access.READ_ONLY;
	}

	private static Predicate<String> allowedOrigins(@Nullable CorsEndpointProperties properties) {
		CorsConfiguration cors = (properties != null) ? properties.toCorsConfiguration() : null;
		return (origin) -> cors != null && cors.checkOrigin(origin) != null;
	}

	/**
	 * Returns the path of the endpoint within the application.
	 */
	String endpointPath() {
		return path(ENDPOINT);
	}

	String dashboardPath() {
		return path(DashboardEndpoint.ID);
	}

	private String path(EndpointId id) {
		String path = this.paths.getPath(id);
		if (path == null) {
			throw new IllegalStateException("The endpoint " + id + " has no path");
		}
		return path;
	}

	DashboardSettings pages() {
		return new DashboardSettings(this.environment.getProperty("spring.application.name"),
				"../" + this.paths.getRootPath(ENDPOINT), this.access == Access.UNRESTRICTED);
	}

	GuardSettings guard() {
		return new GuardSettings(this.properties.allowRemoteWithoutSecurity(), this.properties.allowedHosts(),
				takesAddressesFromHeaders(), this.allowedOrigins);
	}

	/**
	 * Then even an address of this machine may be made up by the caller.
	 */
	private boolean takesAddressesFromHeaders() {
		String strategy = this.environment.getProperty("server.forward-headers-strategy");
		if (strategy != null && Set.of("native", "framework").contains(strategy.toLowerCase(Locale.ROOT))) {
			return true;
		}
		CloudPlatform platform = CloudPlatform.getActive(this.environment);
		return (strategy == null && platform != null && platform.isUsingForwardHeaders())
				|| this.environment.containsProperty("server.tomcat.remoteip.remote-ip-header")
				|| this.environment.containsProperty("server.tomcat.remoteip.protocol-header");
	}

}

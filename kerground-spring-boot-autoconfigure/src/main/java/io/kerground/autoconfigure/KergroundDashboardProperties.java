package io.kerground.autoconfigure;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the dashboard.
 *
 * @param enabled Whether to serve the dashboard, beside the endpoint, if that is exposed.
 * @param allowRemoteWithoutSecurity Whether callers of other machines who are not logged
 * in may see the dashboard.
 * @param allowedHosts Names of this server that callers who are not logged in may use,
 * besides localhost and addresses.
 * @since 0.1.0
 */
@ConfigurationProperties("kerground.dashboard")
public record KergroundDashboardProperties(@DefaultValue("false") boolean enabled,
		@DefaultValue("false") boolean allowRemoteWithoutSecurity, @DefaultValue Set<String> allowedHosts) {

	/**
	 * Takes a copy of the names, in lower case.
	 */
	public KergroundDashboardProperties {
		allowedHosts = allowedHosts.stream()
			.map((host) -> host.toLowerCase(Locale.ROOT))
			.collect(Collectors.toUnmodifiableSet());
	}

}

package io.kerground.autoconfigure;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the endpoint {@code kerground}.
 *
 * @param showValues When to show arguments, responses and error texts.
 * @param roles Roles that a user must have one of to be shown values; any authenticated
 * user when empty.
 * @since 0.1.0
 */
@ConfigurationProperties("kerground.endpoint")
public record KergroundEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {

	/**
	 * Takes a copy of the roles.
	 */
	public KergroundEndpointProperties {
		roles = Set.copyOf(roles);
	}

}

package io.kerground.autoconfigure;

import java.util.Set;

import io.kerground.core.TaskSelection;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the endpoint {@code kerground}.
 *
 * @param showValues When to show arguments, responses and error texts.
 * @param roles Roles that a user must have one of to be shown values; any authenticated
 * user when empty.
 * @param bulkLimit Greatest number of tasks that one request retries, cancels, deletes or
 * moves.
 * @since 0.1.0
 */
@ConfigurationProperties("kerground.endpoint")
public record KergroundEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles,
		@DefaultValue("10000") int bulkLimit) {

	/**
	 * Takes a copy of the roles.
	 * @throws IllegalArgumentException if the limit is out of its range
	 */
	public KergroundEndpointProperties {
		if (bulkLimit < 1 || bulkLimit > TaskSelection.MAX_LIMIT) {
			throw new IllegalArgumentException("kerground.endpoint.bulk-limit must be 1 to " + TaskSelection.MAX_LIMIT);
		}
		roles = Set.copyOf(roles);
	}

}

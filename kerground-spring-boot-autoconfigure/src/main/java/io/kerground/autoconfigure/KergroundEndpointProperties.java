package io.kerground.autoconfigure;

import java.util.Set;

import io.kerground.actuate.EndpointPermissions;
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
 * @param permissions Which roles may do what over the web.
 * @since 0.1.0
 */
@ConfigurationProperties("kerground.endpoint")
public record KergroundEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles,
		@DefaultValue("10000") int bulkLimit, @DefaultValue Permissions permissions) {

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

	/**
	 * Which roles may do what over the web. A level without roles is as open as the one
	 * below it; a role of a higher level may do what the lower ones may.
	 *
	 * @param read Roles that may look.
	 * @param operate Roles that may retry, cancel, trigger, pause and resume.
	 * @param manage Roles that may delete, undo, move and edit.
	 * @param admin Roles that may resize the pool and make backups.
	 */
	public record Permissions(@DefaultValue Set<String> read, @DefaultValue Set<String> operate,
			@DefaultValue Set<String> manage, @DefaultValue Set<String> admin) {

		EndpointPermissions permissions() {
			return new EndpointPermissions(this.read, this.operate, this.manage, this.admin);
		}

	}

}

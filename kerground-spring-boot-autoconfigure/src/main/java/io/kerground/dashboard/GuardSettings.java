package io.kerground.dashboard;

import java.util.Set;
import java.util.function.Predicate;

/**
 * Whom the guard lets through. Immutable.
 *
 * @param allowRemote whether callers of other machines who are not logged in may see the
 * dashboard
 * @param allowedHosts names of this server, in lower case, besides addresses and
 * {@code localhost}
 * @param addressesFromHeaders whether the server takes the addresses of callers from
 * headers, which callers can write themselves
 * @param allowedOrigins tells which other origins the application itself lets write
 * @since 0.1.0
 */
public record GuardSettings(boolean allowRemote, Set<String> allowedHosts, boolean addressesFromHeaders,
		Predicate<String> allowedOrigins) {

	/**
	 * Takes a copy of the names.
	 */
	public GuardSettings {
		allowedHosts = Set.copyOf(allowedHosts);
	}

}

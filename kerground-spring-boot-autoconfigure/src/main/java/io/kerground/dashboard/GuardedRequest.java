package io.kerground.dashboard;

import java.util.Locale;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * What a request tells about who sent it.
 *
 * @param address the address of the peer, or null when it is unknown
 * @param host the name of the server that the sender used
 * @param origin the origin of the page that sent it, if a browser told
 * @param site how a browser relates that page to this server, if it told
 * @param forwardedHost the name of the server that the sender of a proxy used
 * @param forwarded whether a proxy passed it on
 * @param authenticated whether its sender is logged in
 */
record GuardedRequest(@Nullable String address, @Nullable String host, @Nullable String origin, @Nullable String site,
		@Nullable String forwardedHost, boolean forwarded, boolean authenticated) {

	static GuardedRequest of(@Nullable String address, boolean authenticated, Iterable<String> names,
			UnaryOperator<@Nullable String> headers) {
		boolean forwarded = false;
		for (String name : names) {
			String header = name.toLowerCase(Locale.ROOT);
			forwarded |= header.startsWith("x-forwarded-") || header.equals("forwarded") || header.equals("x-real-ip")
					|| header.equals("via");
		}
		return new GuardedRequest(address, headers.apply("Host"), headers.apply("Origin"),
				headers.apply("Sec-Fetch-Site"), headers.apply("X-Forwarded-Host"), forwarded, authenticated);
	}

}

package io.kerground.dashboard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Decides who may see the dashboard, and which pages may make a browser write. Safe for
 * use by several threads.
 */
final class RequestGuard {

	private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

	private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*");

	private final GuardSettings settings;

	RequestGuard(GuardSettings settings) {
		this.settings = settings;
	}

	/**
	 * Tells whether a request may be a write of what has a path.
	 * @param method the method of the request
	 * @param requested its path, decoded and without parameters
	 * @param path the path to guard
	 */
	static boolean isWrite(String method, String requested, String path) {
		return !READS.contains(method) && (requested + "/").contains(path + "/");
	}

	/**
	 * Decides about a page of the dashboard.
	 * @return why it is refused, or null when it is not
	 */
	@Nullable String refusePage(GuardedRequest request) {
		if (request.authenticated()) {
			return null;
		}
		if (!this.settings.allowRemote() && !isLocal(request)) {
			return "Nobody is logged in, so the dashboard answers only on the machine itself. "
					+ "Protect it with Spring Security, or set kerground.dashboard.allow-remote-without-security=true.";
		}
		return refuseHost(request);
	}

	/**
	 * Decides about a write of the endpoint. A program sends neither header of a browser
	 * and passes.
	 * @return why it is refused, or null when it is not
	 */
	@Nullable String refuseWrite(GuardedRequest request) {
		String origin = request.origin();
		if (request.site() == null && origin == null) {
			return null;
		}
		if (origin != null && this.settings.allowedOrigins().test(origin)) {
			return null;
		}
		if (!isOwnPage(request)) {
			return "Only pages of this server may change tasks.";
		}
		return request.authenticated() ? null : refuseHost(request);
	}

	private static boolean isOwnPage(GuardedRequest request) {
		if (request.site() != null) {
			return OWN_SITES.contains(request.site());
		}
		String origin = request.origin();
		int scheme = (origin != null) ? origin.indexOf("://") : -1;
		if (origin == null || scheme < 0) {
			return false;
		}
		String authority = origin.substring(scheme + 3);
		return authority.equalsIgnoreCase(request.host()) || authority.equalsIgnoreCase(request.forwardedHost());
	}

	/**
	 * A page of another site can make its own name lead to this server. It can't do so
	 * with an address.
	 */
	private @Nullable String refuseHost(GuardedRequest request) {
		String name = (request.host() != null) ? name(request.host()) : "";
		Set<String> allowed = this.settings.allowedHosts();
		if (name.equals("localhost") || allowed.contains(name) || ADDRESS.matcher(name).matches()) {
			return null;
		}
		if (this.settings.allowRemote() && allowed.isEmpty()) {
			return null;
		}
		return "This server is not known by the name in the request. Add it to kerground.dashboard.allowed-hosts.";
	}

	private static String name(String host) {
		String name = host.toLowerCase(Locale.ROOT);
		if (name.startsWith("[")) {
			int end = name.indexOf(']');
			return (end > 0) ? name.substring(1, end) : "";
		}
		int port = name.indexOf(':');
		return (port >= 0) ? name.substring(0, port) : name;
	}

	private boolean isLocal(GuardedRequest request) {
		String address = request.address();
		if (address == null || request.forwarded() || this.settings.addressesFromHeaders()) {
			return false;
		}
		String literal = address.toLowerCase(Locale.ROOT);
		int zone = literal.indexOf('%');
		literal = (zone >= 0) ? literal.substring(0, zone) : literal;
		try {
			return ADDRESS.matcher(literal).matches() && InetAddress.getByName(literal).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}

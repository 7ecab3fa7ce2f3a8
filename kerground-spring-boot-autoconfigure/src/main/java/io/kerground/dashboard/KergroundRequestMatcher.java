package io.kerground.dashboard;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.http.server.PathContainer;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Matches requests to the endpoint {@code kerground} and to the dashboard, wherever they
 * lie, for an application's own {@code SecurityFilterChain}. Needs Spring Security and
 * Spring MVC.
 *
 * @since 0.1.0
 */
public final class KergroundRequestMatcher implements RequestMatcher {

	private static final String ENDPOINT = "/kerground";

	private static final String PAGES = "/kerground-ui";

	private final boolean endpoint;

	private final boolean pages;

	private final boolean writesOnly;

	private KergroundRequestMatcher(boolean endpoint, boolean pages, boolean writesOnly) {
		this.endpoint = endpoint;
		this.pages = pages;
		this.writesOnly = writesOnly;
	}

	/**
	 * Matches everything: the endpoint and the dashboard.
	 * @return the matcher
	 */
	public static RequestMatcher any() {
		return new KergroundRequestMatcher(true, true, false);
	}

	/**
	 * Matches the pages of the dashboard, which read and write through the endpoint.
	 * @return the matcher
	 */
	public static RequestMatcher dashboard() {
		return new KergroundRequestMatcher(false, true, false);
	}

	/**
	 * Matches what changes something: requests to the endpoint that do not only read.
	 * @return the matcher
	 */
	public static RequestMatcher writes() {
		return new KergroundRequestMatcher(true, false, true);
	}

	@Override
	public boolean matches(HttpServletRequest request) {
		String method = request.getMethod();
		if (this.writesOnly && (method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS"))) {
			return false;
		}
		String base = base(request);
		return (this.endpoint && isUnder(request, base + ENDPOINT)) || (this.pages && isUnder(request, base + PAGES));
	}

	/**
	 * Compares paths as Spring MVC does, with what is encoded decoded, so that no other
	 * way of writing a path leads past a rule.
	 */
	private static boolean isUnder(HttpServletRequest request, String path) {
		PathContainer asked = ServletRequestPathUtils.parse(request).pathWithinApplication();
		return PathPatternParser.defaultInstance.parse(path + "/**").matches(asked);
	}

	private static String base(HttpServletRequest request) {
		WebApplicationContext context = WebApplicationContextUtils
			.getRequiredWebApplicationContext(request.getServletContext());
		return context.getBean(WebEndpointProperties.class).getBasePath();
	}

}

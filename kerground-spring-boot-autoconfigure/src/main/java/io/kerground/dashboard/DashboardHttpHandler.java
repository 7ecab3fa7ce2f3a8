package io.kerground.dashboard;

import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.Set;

import io.kerground.dashboard.DashboardPages.Page;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.HttpRequestHandler;

/**
 * Serves the dashboard in a servlet container.
 *
 * @since 0.1.0
 */
public class DashboardHttpHandler implements HttpRequestHandler {

	private static final String CSRF = "org.springframework.security.web.csrf.CsrfToken";

	private final DashboardPages pages;

	private final RequestGuard guard;

	/**
	 * Creates the handler and reads the pages.
	 * @param settings what the pages have to know
	 * @param guard whom to let through
	 */
	public DashboardHttpHandler(DashboardSettings settings, GuardSettings guard) {
		this.pages = new DashboardPages(settings);
		this.guard = new RequestGuard(guard);
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (!Set.of("GET", "HEAD").contains(request.getMethod())) {
			response.setHeader("Allow", "GET, HEAD");
			response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
			return;
		}
		String refusal = this.guard.refusePage(describe(request));
		Page page = (refusal != null) ? DashboardPages.refusal(refusal) : page(request);
		if (page == null) {
			response.sendError(HttpServletResponse.SC_NOT_FOUND);
			return;
		}
		write(page, request, response);
	}

	private @Nullable Page page(HttpServletRequest request) {
		String within = DashboardPages.within(request.getRequestURI());
		if (!DashboardPages.isSession(within)) {
			return this.pages.page(within);
		}
		Principal user = request.getUserPrincipal();
		return this.pages.session((user != null) ? user.getName() : null,
				SpringSecurity.csrf(request.getAttribute(CSRF)));
	}

	static GuardedRequest describe(HttpServletRequest request) {
		return GuardedRequest.of(request.getRemoteAddr(), SpringSecurity.isAuthenticated(request.getUserPrincipal()),
				Collections.list(request.getHeaderNames()), request::getHeader);
	}

	static void write(Page page, HttpServletRequest request, HttpServletResponse response) throws IOException {
		DashboardPages.HEADERS.forEach(response::setHeader);
		response.setStatus(page.status());
		response.setHeader("Cache-Control", page.caching());
		response.setContentType(page.mediaType());
		if (page.location() != null) {
			response.setHeader("Location", page.location());
		}
		response.setContentLength(page.content().length);
		if (!request.getMethod().equals("HEAD")) {
			response.getOutputStream().write(page.content());
		}
	}

}

package io.kerground.dashboard;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses writes of the endpoint that a page of another site makes a browser send, in a
 * servlet container.
 *
 * @since 0.1.0
 */
public class EndpointGuardFilter extends OncePerRequestFilter {

	private final String path;

	private final RequestGuard guard;

	/**
	 * Creates the filter.
	 * @param path the path of the endpoint within the application
	 * @param guard whom to let through
	 */
	public EndpointGuardFilter(String path, GuardSettings guard) {
		this.path = path;
		this.guard = new RequestGuard(guard);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		String info = request.getPathInfo();
		return !RequestGuard.isWrite(request.getMethod(), request.getServletPath() + ((info != null) ? info : ""),
				this.path);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String refusal = this.guard.refuseWrite(DashboardHttpHandler.describe(request));
		if (refusal == null) {
			chain.doFilter(request, response);
		}
		else {
			DashboardHttpHandler.write(DashboardPages.refusal(refusal), request, response);
		}
	}

}

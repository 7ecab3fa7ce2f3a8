package io.kerground.autoconfigure;

import java.io.IOException;
import java.security.Principal;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * A web application with one worker, in which a header says the role of the caller.
 */
@NoSecurity
@Import(CounterWorker.class)
class WebTestApplication {

	static final String ROLE_HEADER = "X-Role";

	@Bean
	Filter roleFilter() {
		return new RoleFilter();
	}

	static class RoleFilter implements Filter {

		@Override
		public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			chain.doFilter(new RoleRequest((HttpServletRequest) request), response);
		}

	}

	static class RoleRequest extends HttpServletRequestWrapper {

		RoleRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable Principal getUserPrincipal() {
			return (getHeader(ROLE_HEADER) != null) ? () -> "somebody" : null;
		}

		@Override
		public boolean isUserInRole(String role) {
			return role.equals(getHeader(ROLE_HEADER));
		}

	}

}

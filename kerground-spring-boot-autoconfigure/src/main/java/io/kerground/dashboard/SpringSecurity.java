package io.kerground.dashboard;

import java.security.Principal;

import io.kerground.dashboard.DashboardPages.CsrfHeader;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.web.csrf.CsrfToken;

/**
 * Everything that needs the classes of Spring Security. Only loaded when a request
 * carries something of it.
 */
final class SpringSecurity {

	private static final String PACKAGE = "org.springframework.security.";

	private SpringSecurity() {
	}

	static @Nullable CsrfHeader csrf(@Nullable Object attribute) {
		return (attribute != null) ? Tokens.of(attribute) : null;
	}

	static boolean isAuthenticated(@Nullable Principal principal) {
		return principal != null
				&& !(principal.getClass().getName().startsWith(PACKAGE) && Principals.isAnonymous(principal));
	}

	private static final class Tokens {

		static @Nullable CsrfHeader of(Object attribute) {
			if (attribute instanceof CsrfToken token) {
				return new CsrfHeader(token.getHeaderName(), token.getToken());
			}
			return (attribute instanceof org.springframework.security.web.server.csrf.CsrfToken token)
					? new CsrfHeader(token.getHeaderName(), token.getToken()) : null;
		}

	}

	private static final class Principals {

		static boolean isAnonymous(Principal principal) {
			return principal instanceof AnonymousAuthenticationToken;
		}

	}

}

package io.kerground.dashboard;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;

import io.kerground.dashboard.DashboardPages.CsrfHeader;
import io.kerground.dashboard.DashboardPages.Page;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * Serves the dashboard in WebFlux.
 *
 * @since 0.1.0
 */
public class DashboardWebHandler implements WebHandler {

	private static final String CSRF = "org.springframework.security.web.server.csrf.CsrfToken";

	private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

	private final DashboardPages pages;

	private final RequestGuard guard;

	/**
	 * Creates the handler and reads the pages.
	 * @param settings what the pages have to know
	 * @param guard whom to let through
	 */
	public DashboardWebHandler(DashboardSettings settings, GuardSettings guard) {
		this.pages = new DashboardPages(settings);
		this.guard = new RequestGuard(guard);
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		HttpMethod method = exchange.getRequest().getMethod();
		if (!READS.contains(method)) {
			return Mono.error(new MethodNotAllowedException(method, READS));
		}
		return principal(exchange).flatMap((principal) -> {
			String refusal = this.guard.refusePage(describe(exchange, principal.orElse(null)));
			return (refusal != null) ? Mono.just(DashboardPages.refusal(refusal))
					: page(exchange, principal.orElse(null));
		})
			.switchIfEmpty(Mono.error(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)))
			.flatMap((page) -> write(page, exchange));
	}

	private Mono<Page> page(ServerWebExchange exchange, @Nullable Principal user) {
		String within = DashboardPages.within(exchange.getRequest().getPath().value());
		if (!DashboardPages.isSession(within)) {
			return Mono.justOrEmpty(this.pages.page(within));
		}
		String name = (user != null) ? user.getName() : null;
		return csrf(exchange).map((csrf) -> this.pages.session(name, csrf.orElse(null)));
	}

	private static Mono<Optional<CsrfHeader>> csrf(ServerWebExchange exchange) {
		Mono<?> token = exchange.getAttribute(CSRF);
		return (token != null)
				? token.map((value) -> Optional.ofNullable(SpringSecurity.csrf(value))).defaultIfEmpty(Optional.empty())
				: Mono.just(Optional.empty());
	}

	static Mono<Optional<Principal>> principal(ServerWebExchange exchange) {
		return exchange.getPrincipal().map(Optional::of).defaultIfEmpty(Optional.empty());
	}

	static GuardedRequest describe(ServerWebExchange exchange, @Nullable Principal principal) {
		InetSocketAddress peer = exchange.getRequest().getRemoteAddress();
		String address = (peer != null && peer.getAddress() != null) ? peer.getAddress().getHostAddress() : null;
		HttpHeaders headers = exchange.getRequest().getHeaders();
		return GuardedRequest.of(address, SpringSecurity.isAuthenticated(principal), headers.headerNames(),
				headers::getFirst);
	}

	static Mono<Void> write(Page page, ServerWebExchange exchange) {
		ServerHttpResponse response = exchange.getResponse();
		HttpHeaders headers = response.getHeaders();
		DashboardPages.HEADERS.forEach(headers::set);
		headers.set(HttpHeaders.CACHE_CONTROL, page.caching());
		headers.set(HttpHeaders.CONTENT_TYPE, page.mediaType());
		headers.setContentLength(page.content().length);
		if (page.location() != null) {
			headers.setLocation(URI.create(page.location()));
		}
		response.setStatusCode(HttpStatusCode.valueOf(page.status()));
		return exchange.getRequest().getMethod().equals(HttpMethod.HEAD) ? response.setComplete()
				: response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(page.content())));
	}

}

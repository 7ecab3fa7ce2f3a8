package io.kerground.dashboard;

import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Refuses writes of the endpoint that a page of another site makes a browser send, in
 * WebFlux.
 *
 * @since 0.1.0
 */
public class EndpointGuardWebFilter implements WebFilter {

	private final String path;

	private final RequestGuard guard;

	/**
	 * Creates the filter.
	 * @param path the path of the endpoint within the application
	 * @param guard whom to let through
	 */
	public EndpointGuardWebFilter(String path, GuardSettings guard) {
		this.path = path;
		this.guard = new RequestGuard(guard);
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (!RequestGuard.isWrite(exchange.getRequest().getMethod().name(),
				decoded(exchange.getRequest().getPath().pathWithinApplication()), this.path)) {
			return chain.filter(exchange);
		}
		return DashboardWebHandler.principal(exchange).flatMap((principal) -> {
			String refusal = this.guard.refuseWrite(DashboardWebHandler.describe(exchange, principal.orElse(null)));
			return (refusal != null) ? refuse(refusal, exchange) : chain.filter(exchange);
		});
	}

	/**
	 * Refuses a request after its body was read: otherwise Netty may not read the next
	 * request of the connection, and its sender waits for ever.
	 */
	private static Mono<Void> refuse(String reason, ServerWebExchange exchange) {
		return exchange.getRequest()
			.getBody()
			.doOnNext(DataBufferUtils::release)
			.then(Mono.defer(() -> DashboardWebHandler.write(DashboardPages.refusal(reason), exchange)));
	}

	private static String decoded(PathContainer path) {
		StringBuilder decoded = new StringBuilder();
		for (PathContainer.Element element : path.elements()) {
			decoded.append((element instanceof PathSegment segment) ? segment.valueToMatch() : element.value());
		}
		return decoded.toString();
	}

}

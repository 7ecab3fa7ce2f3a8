package io.kerground.dashboard;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whom the guard lets through.
 */
class RequestGuardTests {

	private static final GuardSettings STRICT = new GuardSettings(false, Set.of(), false, (origin) -> false);

	private static final GuardSettings REMOTE = new GuardSettings(true, Set.of(), false, (origin) -> false);

	private final RequestGuard guard = new RequestGuard(STRICT);

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, localhost:8080", "127.0.0.1, LOCALHOST", "127.8.0.1, 127.0.0.1:8080", "::1, [::1]:8080",
			"0:0:0:0:0:0:0:1, localhost", "::ffff:127.0.0.1, localhost" })
	void whoIsOnTheMachineItselfSeesTheDashboard(String address, String host) {
		assertThat(this.guard.refusePage(request(address, host))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.7", "192.168.1.4", "0.0.0.0", "::2", "128.0.0.1", "127.0.0.1.evil.example",
			"localhost", "evil.example", "", "fe80::1%eth0" })
	void whoIsOnAnotherMachineIsRefusedUnlessLoggedIn(String address) {
		assertThat(this.guard.refusePage(request(address, "localhost"))).contains("allow-remote-without-security");
		assertThat(this.guard.refusePage(loggedIn(address, "shop.example"))).isNull();
		assertThat(new RequestGuard(REMOTE).refusePage(request(address, "shop.example"))).isNull();
	}

	@Test
	void anUnknownAddressIsNotThatOfTheMachine() {
		assertThat(this.guard.refusePage(request(null, "localhost"))).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "X-Forwarded-For", "x-forwarded-host", "X-FORWARDED-PROTO", "Forwarded", "X-Real-IP", "Via" })
	void whatAProxyPassedOnIsFromAnotherMachine(String header) {
		assertThat(this.guard.refusePage(request("127.0.0.1", "localhost", header, "127.0.0.1"))).isNotNull();
	}

	@Test
	void noAddressCountsWhereItIsTakenFromHeaders() {
		RequestGuard behindProxy = new RequestGuard(new GuardSettings(false, Set.of(), true, (origin) -> false));
		assertThat(behindProxy.refusePage(request("127.0.0.1", "localhost"))).isNotNull();
		assertThat(behindProxy.refusePage(loggedIn("127.0.0.1", "localhost"))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
			"", "[::1", "localhost@evil.example" })
	void aNameThatAnotherSiteMadeLeadHereIsRefused(String host) {
		assertThat(this.guard.refusePage(request("127.0.0.1", host))).contains("allowed-hosts");
		assertThat(this.guard.refuseWrite(request("127.0.0.1", host, "Origin", "http://" + host))).isNotNull();
	}

	@Test
	void namesOfThisServerCanBeAdded() {
		RequestGuard named = new RequestGuard(new GuardSettings(true, Set.of("tasks.lan"), false, (origin) -> false));
		assertThat(named.refusePage(request("10.0.0.7", "tasks.lan:8080"))).isNull();
		assertThat(named.refusePage(request("10.0.0.7", "TASKS.lan"))).isNull();
		assertThat(named.refusePage(request("10.0.0.7", "other.lan"))).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "same-origin", "none" })
	void pagesOfThisServerMayWrite(String site) {
		assertThat(this.guard.refuseWrite(request("127.0.0.1", "localhost:8080", "Sec-Fetch-Site", site))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "cross-site", "same-site", "", "Same-Origin", "unknown" })
	void pagesOfOtherSitesMayNotWriteNotEvenForWhoIsLoggedIn(String site) {
		assertThat(this.guard
			.refuseWrite(request("127.0.0.1", "localhost", "Sec-Fetch-Site", site, "Origin", "http://localhost")))
			.isNotNull();
		assertThat(this.guard.refuseWrite(new GuardedRequest("127.0.0.1", "localhost", null, site, null, false, true)))
			.isNotNull();
	}

	@ParameterizedTest
	@CsvSource({ "http://localhost:8080, localhost:8080, true", "https://LOCALHOST:8080, localhost:8080, true",
			"http://localhost, localhost:8080, false", "http://127.0.0.1:8080, localhost:8080, false",
			"http://evil.example, localhost:8080, false", "null, localhost:8080, false",
			"http://localhost:8080.evil.example, localhost:8080, false" })
	void anOldBrowserIsJudgedByItsOrigin(String origin, String host, boolean allowed) {
		assertThat(this.guard.refuseWrite(request("127.0.0.1", host, "Origin", origin)) == null).isEqualTo(allowed);
	}

	@Test
	void theNameThatAProxyWasAskedForCountsAsWell() {
		GuardedRequest request = new GuardedRequest("10.0.0.7", "backend:8080", "https://shop.example", null,
				"shop.example", true, true);
		assertThat(this.guard.refuseWrite(request)).isNull();
	}

	@Test
	void originsThatTheApplicationAllowsMayWrite() {
		GuardSettings settings = new GuardSettings(false, Set.of(), false, "https://admin.example"::equals);
		RequestGuard open = new RequestGuard(settings);
		assertThat(open.refuseWrite(
				request("10.0.0.7", "shop.example", "Sec-Fetch-Site", "cross-site", "Origin", "https://admin.example")))
			.isNull();
		assertThat(open.refuseWrite(
				request("10.0.0.7", "shop.example", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")))
			.isNotNull();
	}

	@Test
	void programsMayWrite() {
		assertThat(this.guard.refuseWrite(request("10.0.0.7", "shop.example"))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "POST, /actuator/kerground, true", "POST, /actuator/kerground/task/1, true",
			"DELETE, /api/actuator/kerground/task/1, true", "PATCH, /actuator/kerground/, true",
			"GET, /actuator/kerground/task/1, false", "HEAD, /actuator/kerground, false",
			"OPTIONS, /actuator/kerground, false", "POST, /actuator/kerground-ui/, false",
			"POST, /actuator/health, false" })
	void everyMethodThatMayChangeSomethingIsGuarded(String method, String path, boolean guarded) {
		assertThat(RequestGuard.isWrite(method, path, "/actuator/kerground")).isEqualTo(guarded);
	}

	private static GuardedRequest request(String address, String host, String... headers) {
		Map<String, String> all = new HashMap<>(Map.of("host", host));
		for (int i = 0; i < headers.length; i += 2) {
			all.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
		}
		return GuardedRequest.of(address, false, List.copyOf(all.keySet()),
				(name) -> all.get(name.toLowerCase(Locale.ROOT)));
	}

	private static GuardedRequest loggedIn(String address, String host) {
		return new GuardedRequest(address, host, null, null, null, false, true);
	}

}

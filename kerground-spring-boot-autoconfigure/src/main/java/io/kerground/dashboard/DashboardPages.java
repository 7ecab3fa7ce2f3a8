package io.kerground.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

/**
 * The pages: a fixed set of files, read once, under a path that changes with their
 * content. Safe for use by several threads.
 */
final class DashboardPages {

	/** The last part of the path of the dashboard. */
	static final String NAME = "kerground-ui";

	static final Map<String, String> HEADERS = Map.of("Content-Security-Policy",
			"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
					+ "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
			"X-Content-Type-Options", "nosniff", "X-Frame-Options", "DENY", "Referrer-Policy", "no-referrer",
			"Cross-Origin-Resource-Policy", "same-origin", "Cross-Origin-Opener-Policy", "same-origin");

	static final List<String> FILES = List.of("index.html", "dashboard.css", "icon.svg", "theme.js", "app.js", "api.js",
			"charts.js", "format.js", "parts.js", "preact-htm.js", "search.js", "text.js", "screens/overview.js",
			"screens/tasks.js", "screens/task.js", "screens/failures.js", "screens/schedules.js", "screens/queues.js",
			"screens/nodes.js", "screens/audit.js");

	private static final String FOLDER = "web/";

	private static final String NOT_STORED = "no-store";

	private static final JsonWriter<Session> SESSION = JsonWriter.of((session) -> {
		session.add("application", Session::application);
		session.add("endpoint", Session::endpoint);
		session.add("writable", Session::writable);
		session.add("user", Session::user);
		session.add("csrfHeader", Session::csrfHeader);
		session.add("csrfToken", Session::csrfToken);
	});

	private final DashboardSettings settings;

	private final Map<String, byte[]> files = new LinkedHashMap<>();

	private final byte[] index;

	DashboardPages(DashboardSettings settings) {
		this.settings = settings;
		MessageDigest digest = digest();
		for (String name : FILES) {
			byte[] content = read(name);
			digest.update(content);
			this.files.put(name, content);
		}
		String version = HexFormat.of().formatHex(digest.digest(), 0, 6);
		this.index = new String(read("index.html"), StandardCharsets.UTF_8).replace("{version}", version)
			.getBytes(StandardCharsets.UTF_8);
	}

	private static MessageDigest digest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] read(String name) {
		try (InputStream content = DashboardPages.class.getResourceAsStream(FOLDER + name)) {
			if (content == null) {
				throw new IllegalStateException("The file " + name + " of the dashboard is missing");
			}
			return content.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns what is behind the name of the dashboard in a path, as in
	 * {@code /v/1/app.js}.
	 */
	static String within(String path) {
		String within = path.substring(path.lastIndexOf(NAME) + NAME.length());
		int parameters = within.indexOf(';');
		return (parameters >= 0) ? within.substring(0, parameters) : within;
	}

	static boolean isSession(String within) {
		return within.equals("/session");
	}

	/**
	 * Returns a page, or null when there is none.
	 */
	@Nullable Page page(String within) {
		if (within.isEmpty()) {
			// relative, so that it holds behind a proxy that takes a part of the path
			// away
			return new Page(302, "text/plain", NOT_STORED, NAME + "/", new byte[0]);
		}
		if (within.equals("/")) {
			return new Page(200, "text/html;charset=UTF-8", NOT_STORED, null, this.index);
		}
		int version = within.indexOf('/', "/v/".length());
		byte[] content = (within.startsWith("/v/") && version > 0) ? this.files.get(within.substring(version + 1))
				: null;
		return (content != null)
				? new Page(200, mediaType(within), "public, max-age=31536000, immutable", null, content) : null;
	}

	private static String mediaType(String name) {
		String suffix = name.substring(name.lastIndexOf('.') + 1);
		return switch (suffix) {
			case "js" -> "text/javascript;charset=UTF-8";
			case "css" -> "text/css;charset=UTF-8";
			case "svg" -> "image/svg+xml";
			default -> "text/html;charset=UTF-8";
		};
	}

	Page session(@Nullable String user, @Nullable CsrfHeader csrf) {
		Session session = new Session(this.settings.application(), this.settings.endpoint(), this.settings.writable(),
				user, (csrf != null) ? csrf.name() : null, (csrf != null) ? csrf.token() : null);
		return new Page(200, "application/json", NOT_STORED, null,
				SESSION.writeToString(session).getBytes(StandardCharsets.UTF_8));
	}

	static Page refusal(String reason) {
		return new Page(403, "text/plain;charset=UTF-8", NOT_STORED, null, reason.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * One answer.
	 */
	@SuppressWarnings("ArrayRecordComponent") // is never compared
	record Page(int status, String mediaType, String caching, @Nullable String location, byte[] content) {

	}

	/**
	 * The header that a write has to carry.
	 */
	record CsrfHeader(String name, String token) {

	}

	record Session(@Nullable String application, String endpoint, boolean writable, @Nullable String user,
			@Nullable String csrfHeader, @Nullable String csrfToken) {

	}

}

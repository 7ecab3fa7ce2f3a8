package io.kerground.core;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The form in which the headers of a task are stored: what its sender hands on to whoever
 * runs it, such as the trace it belongs to. The same form as that of a query in a URL.
 *
 * @since 0.1.0
 */
public final class TaskHeaders {

	/**
	 * The greatest length of stored headers, in characters. Those that don't fit are left
	 * out.
	 */
	public static final int MAX_LENGTH = 8192;

	private static final System.Logger LOGGER = System.getLogger(TaskHeaders.class.getName());

	private TaskHeaders() {
	}

	/**
	 * Writes headers.
	 * @param headers the headers; the first ones go first when not all fit
	 * @return the stored form, or null when there are none
	 */
	public static @Nullable String write(Map<String, String> headers) {
		StringBuilder text = new StringBuilder();
		headers.forEach((key, value) -> {
			String header = encode(key) + "=" + encode(value);
			if (text.length() + 1 + header.length() > MAX_LENGTH) {
				LOGGER.log(System.Logger.Level.DEBUG, "The header {0} of a task is too long and is left out", key);
				return;
			}
			text.append(text.isEmpty() ? "" : "&").append(header);
		});
		return text.isEmpty() ? null : text.toString();
	}

	/**
	 * Reads headers.
	 * @param text the stored form, or null
	 * @return the headers in their order; empty when the text is null, without what can't
	 * be read
	 */
	public static Map<String, String> read(@Nullable String text) {
		if (text == null) {
			return Map.of();
		}
		Map<String, String> headers = new LinkedHashMap<>();
		for (String header : text.split("&")) {
			int equals = header.indexOf('=');
			if (equals > 0) {
				add(headers, header.substring(0, equals), header.substring(equals + 1));
			}
		}
		return headers;
	}

	private static void add(Map<String, String> headers, String key, String value) {
		try {
			headers.put(decode(key), decode(value));
		}
		catch (IllegalArgumentException ex) {
			LOGGER.log(System.Logger.Level.DEBUG, "A header of a task can''t be read and is left out", ex);
		}
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

}

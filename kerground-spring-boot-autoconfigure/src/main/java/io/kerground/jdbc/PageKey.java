package io.kerground.jdbc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where a row stands in the order of a list, from which the next page goes on.
 *
 * @param finishedAt when its task ended, or 0
 * @param seq the key of its task
 */
record PageKey(long finishedAt, long seq) {

	private static final Pattern FORM = Pattern.compile("(\\d{1,19})-(\\d{1,19})");

	static final PageKey BEGIN = new PageKey(Long.MAX_VALUE, Long.MAX_VALUE);

	static PageKey parse(@Nullable String key) {
		if (key == null) {
			return BEGIN;
		}
		Matcher matcher = FORM.matcher(key);
		if (!matcher.matches()) {
			throw new IllegalArgumentException("after is not a key of a page before");
		}
		try {
			return new PageKey(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("after is not a key of a page before", ex);
		}
	}

	@Override
	public String toString() {
		return this.finishedAt + "-" + this.seq;
	}

}

package io.kerground.actuate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Finds the place in the application's own code in a stack trace.
 */
final class ApplicationFrames {

	private static final Pattern FRAME = Pattern.compile("^\\s*at (?:[^\\s(]*/)?([^\\s(/]+)\\(", Pattern.MULTILINE);

	private static final Pattern OTHERS = Pattern
		.compile("(java|javax|jakarta|jdk|sun|com\\.sun|kotlin|org\\.springframework|org\\.apache|io\\.netty|reactor"
				+ "|io\\.kerground\\.(core|engine|annotation|jdbc|jackson))\\..*|.*(\\$\\$|LambdaForm).*");

	private ApplicationFrames() {
	}

	/**
	 * Returns the first frame that is not of the JDK, of a framework or generated.
	 * @param stackTrace the text of a stack trace
	 * @return class and method, as in {@code com.shop.Mails.send}, or null when there is
	 * none
	 */
	static @Nullable String first(String stackTrace) {
		Matcher frames = FRAME.matcher(stackTrace);
		while (frames.find()) {
			if (!OTHERS.matcher(frames.group(1)).matches()) {
				return frames.group(1);
			}
		}
		return null;
	}

}

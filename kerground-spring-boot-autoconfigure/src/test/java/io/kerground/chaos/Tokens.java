package io.kerground.chaos;

/**
 * What a task is to do, told by its token: {@code <victim>-<run>-<number>}.
 */
final class Tokens {

	private static final int LONG_MILLIS = 400;

	private static final int SHORT_MILLIS = 31;

	private Tokens() {
	}

	static int number(String token) {
		return Integer.parseInt(token.substring(token.lastIndexOf('-') + 1));
	}

	static boolean isHopeless(String token) {
		return number(token) % 20 == 3;
	}

	static boolean isFlaky(String token) {
		return number(token) % 10 == 1;
	}

	static boolean isDelayed(String token) {
		return number(token) % 10 == 5;
	}

	/**
	 * Returns whether a task takes so long that it is likely to run when something
	 * happens to its process.
	 */
	static boolean isLong(String token) {
		return number(token) % 10 == 7;
	}

	static int workMillis(String token) {
		return isLong(token) ? LONG_MILLIS : Math.floorMod(token.hashCode() * 31, SHORT_MILLIS);
	}

}

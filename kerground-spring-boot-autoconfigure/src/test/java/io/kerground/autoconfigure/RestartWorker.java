package io.kerground.autoconfigure;

import java.time.YearMonth;

import io.kerground.annotation.KerWorker;

/**
 * A worker whose classes are loaded anew at each start, as developer tools do.
 */
@KerWorker("restart")
public class RestartWorker {

	/**
	 * Tells which loaders the body sees.
	 */
	public Seen look(Order order) {
		return new Seen(order.month(), getClass().getClassLoader().toString(),
				order.getClass().getClassLoader().toString(),
				String.valueOf(Thread.currentThread().getContextClassLoader()));
	}

	/**
	 * An argument.
	 */
	public record Order(YearMonth month, Color color) {

	}

	/**
	 * A constant in an argument.
	 */
	public enum Color {

		/** One. */
		RED

	}

	/**
	 * A response.
	 */
	public record Seen(YearMonth month, String worker, String argument, String context) {

	}

}

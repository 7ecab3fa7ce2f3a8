package io.kerground.benchmarks;

import java.util.Locale;

/**
 * What a figure counts.
 */
enum Unit {

	/** Tasks in a second. */
	PER_SECOND("/s", true),

	/** Milliseconds. */
	MILLIS(" ms", false),

	/** Microseconds. */
	MICROS(" µs", false),

	/** Megabytes. */
	MEGABYTES(" MB", false),

	/** Percent of one core. */
	PERCENT(" %", false),

	/** A plain number. */
	NUMBER("", false);

	private static final double MANY = 100;

	private final String sign;

	private final boolean moreIsBetter;

	Unit(String sign, boolean moreIsBetter) {
		this.sign = sign;
		this.moreIsBetter = moreIsBetter;
	}

	/**
	 * Returns by which factor the first value is better than the second.
	 */
	double advantage(double first, double second) {
		return this.moreIsBetter ? first / second : second / first;
	}

	String format(double value) {
		String pattern = (value >= MANY) ? "%,.0f%s" : "%.3g%s";
		return (value == 0) ? "0" + this.sign : String.format(Locale.ROOT, pattern, value, this.sign);
	}

}

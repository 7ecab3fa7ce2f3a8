package io.kerground.core;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how late a failed task is tried again: exponential back-off with a cap
 * and jitter. The pause after attempt <i>n</i> is
 * {@code min(backoff * multiplier^(n-1), maxBackoff)}, changed at random by up to the
 * jitter's share. Immutable.
 *
 * @param maxAttempts how many attempts a task has in all, at least 1
 * @param backoff the pause after the first attempt
 * @param multiplier by how much each pause is longer than the one before, at least 1
 * @param maxBackoff the longest pause before jitter
 * @param jitter the share of the pause by which it is changed at random, 0 to 1
 * @since 0.1.0
 */
public record RetryPolicy(int maxAttempts, Duration backoff, double multiplier, Duration maxBackoff, double jitter) {

	/**
	 * Ten attempts over about 3.4 hours.
	 */
	public static final RetryPolicy DEFAULT = new RetryPolicy(10, Duration.ofSeconds(1), 4, Duration.ofHours(1), 0.2);

	/**
	 * Checks the ranges.
	 * @throws IllegalArgumentException if a value is out of its range
	 */
	public RetryPolicy {
		require(maxAttempts >= 1, "maxAttempts must be at least 1, but is " + maxAttempts);
		require(!backoff.isNegative(), "backoff must not be negative, but is " + backoff);
		require(multiplier >= 1, "multiplier must be at least 1, but is " + multiplier);
		require(!maxBackoff.isNegative(), "maxBackoff must not be negative, but is " + maxBackoff);
		require(jitter >= 0 && jitter <= 1, "jitter must be 0 to 1, but is " + jitter);
	}

	/**
	 * Returns how long to wait after a failed attempt. Never overflows: the pause grows
	 * up to the cap and stays there.
	 * @param attempt the number of the attempt that failed, from 1
	 * @param random where the jitter comes from
	 * @return the pause before the next attempt
	 */
	public Duration delay(int attempt, RandomGenerator random) {
		double cap = millis(this.maxBackoff);
		double pause = Math.min(millis(this.backoff) * Math.pow(this.multiplier, Math.max(0, attempt - 1)), cap);
		double shift = (this.jitter > 0) ? pause * this.jitter * random.nextDouble(-1, 1) : 0;
		return Duration.ofMillis(Math.round(pause + shift));
	}

	private static double millis(Duration duration) {
		return duration.toSeconds() * 1e3 + duration.toMillisPart();
	}

	/**
	 * Returns this policy with another number of attempts.
	 * @param maxAttempts how many attempts a task has in all
	 * @return the policy
	 */
	public RetryPolicy withMaxAttempts(int maxAttempts) {
		return new RetryPolicy(maxAttempts, this.backoff, this.multiplier, this.maxBackoff, this.jitter);
	}

	/**
	 * Returns this policy with another first pause.
	 * @param backoff the pause after the first attempt
	 * @return the policy
	 */
	public RetryPolicy withBackoff(Duration backoff) {
		return new RetryPolicy(this.maxAttempts, backoff, this.multiplier, this.maxBackoff, this.jitter);
	}

	private static void require(boolean condition, String text) {
		if (!condition) {
			throw new IllegalArgumentException(text);
		}
	}

}

package io.kerground.engine;

import java.time.Duration;
import java.util.List;

/**
 * What happened in this process within a window of time that ends now.
 *
 * @param name the name of the window
 * @param slot how long one part of the window is
 * @param observed how much of the window this process has seen
 * @param finished how many tasks finished in each part, oldest first
 * @param failed how many tasks failed for good in each part, oldest first
 * @param retried how many attempts failed and are tried again in each part, oldest first
 * @param waited how long tasks waited from their due time to their begin
 * @param ran how long bodies ran, whatever their end
 * @since 0.1.0
 */
public record TaskWindow(String name, Duration slot, Duration observed, List<Long> finished, List<Long> failed,
		List<Long> retried, Percentiles waited, Percentiles ran) {

	/**
	 * Takes copies of the counts.
	 */
	public TaskWindow {
		finished = List.copyOf(finished);
		failed = List.copyOf(failed);
		retried = List.copyOf(retried);
	}

	/**
	 * Some durations, each within 7 % of its true value if it is longer than a
	 * millisecond.
	 *
	 * @param count how many there are
	 * @param p50 half of them are no longer than this; zero when there are none
	 * @param p95 95 % of them are no longer than this
	 * @param p99 99 % of them are no longer than this
	 */
	public record Percentiles(long count, Duration p50, Duration p95, Duration p99) {

	}

}

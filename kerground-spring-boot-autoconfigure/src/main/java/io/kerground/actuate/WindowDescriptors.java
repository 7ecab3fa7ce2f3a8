package io.kerground.actuate;

import java.time.Duration;
import java.util.List;

import io.kerground.engine.TaskWindow;
import io.kerground.engine.TaskWindow.Percentiles;
import io.kerground.engine.TaskWindows;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint answers about windows of time.
 *
 * @since 0.1.0
 */
public final class WindowDescriptors {

	private WindowDescriptors() {
	}

	static List<WindowDescriptor> all(@Nullable TaskWindows windows) {
		return (windows != null) ? TaskWindows.names()
			.stream()
			.map((name) -> windows.window(name).orElseThrow())
			.map((window) -> describe(window, false))
			.toList() : List.of();
	}

	static @Nullable WindowDescriptor one(@Nullable TaskWindows windows, String name) {
		return (windows != null) ? windows.window(name).map((window) -> describe(window, true)).orElse(null) : null;
	}

	static @Nullable WindowDescriptor queue(@Nullable TaskWindows windows, String name) {
		return (windows != null) ? windows.queue(name).map((window) -> describe(window, false)).orElse(null) : null;
	}

	private static WindowDescriptor describe(TaskWindow window, boolean slots) {
		return new WindowDescriptor(window.name(), window.slot(), Duration.ofSeconds(window.observed().toSeconds()),
				sum(window.finished()), sum(window.failed()), sum(window.retried()), describe(window.waited()),
				describe(window.ran()), slots ? window.finished() : null, slots ? window.failed() : null);
	}

	private static long sum(List<Long> counts) {
		return counts.stream().mapToLong(Long::longValue).sum();
	}

	private static @Nullable PercentilesDescriptor describe(Percentiles percentiles) {
		return (percentiles.count() > 0)
				? new PercentilesDescriptor(percentiles.p50(), percentiles.p95(), percentiles.p99()) : null;
	}

	/**
	 * What this process did within a window of time that ends now.
	 *
	 * @param window {@code 15m}, {@code 1h}, {@code 24h} or {@code 7d}
	 * @param slot how long one part of it is
	 * @param observed how much of it this process has seen
	 * @param finished how many tasks finished
	 * @param failed how many tasks failed for good
	 * @param retried how many attempts failed and are tried again
	 * @param waited how long tasks waited from their due time to their begin, if any
	 * began
	 * @param ran how long bodies ran, if any ended
	 * @param finishedBySlot how many tasks finished in each part, oldest first; only part
	 * of a single window
	 * @param failedBySlot how many tasks failed for good in each part, oldest first; only
	 * part of a single window
	 */
	public record WindowDescriptor(String window, Duration slot, Duration observed, long finished, long failed,
			long retried, @Nullable PercentilesDescriptor waited, @Nullable PercentilesDescriptor ran,
			@Nullable List<Long> finishedBySlot, @Nullable List<Long> failedBySlot) implements OperationResponseBody {

	}

	/**
	 * Durations that a share of all do not exceed.
	 *
	 * @param p50 that of half
	 * @param p95 that of 95 %
	 * @param p99 that of 99 %
	 */
	public record PercentilesDescriptor(Duration p50, Duration p95, Duration p99) {

	}

}

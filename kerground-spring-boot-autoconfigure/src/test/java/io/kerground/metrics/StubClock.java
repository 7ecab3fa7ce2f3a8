package io.kerground.metrics;

import java.time.Duration;

import io.kerground.core.TaskClock;

/**
 * A monotonic clock that stands still until it is set.
 */
class StubClock implements TaskClock {

	private long nanos;

	@Override
	public long millis() {
		return 0;
	}

	@Override
	public long nanos() {
		return this.nanos;
	}

	void advance(Duration duration) {
		this.nanos += duration.toNanos();
	}

}

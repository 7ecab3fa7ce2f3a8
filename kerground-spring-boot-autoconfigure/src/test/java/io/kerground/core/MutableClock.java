package io.kerground.core;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clocks that stand still until they are set.
 */
public final class MutableClock implements TaskClock {

	private final AtomicLong millis = new AtomicLong(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());

	private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);

	@Override
	public long millis() {
		return this.millis.get();
	}

	@Override
	public long nanos() {
		return this.nanos.get();
	}

	/**
	 * Lets time pass on both clocks.
	 */
	public void advance(Duration duration) {
		this.millis.addAndGet(duration.toMillis());
		this.nanos.addAndGet(duration.toNanos());
	}

	/**
	 * Sets the wall clock forward or back, as a correction of the system's time does.
	 */
	public void step(Duration duration) {
		this.millis.addAndGet(duration.toMillis());
	}

}

package io.kerground.benchmarks;

import java.time.Duration;

import io.kerground.annotation.KerWorker;

/**
 * The tasks of Kerground.
 */
@KerWorker("benchmark")
class BenchmarkWorker {

	static final Duration PAUSE = Duration.ofMillis(20);

	public void run(long number, String text) {
		Bodies.run(number, text);
	}

	/**
	 * Waits, as bodies do that ask another system for something.
	 */
	public void pause(long number, String text) {
		Waits.pass(PAUSE);
		Bodies.run(number, text);
	}

	/**
	 * Returns when it was called, in nanoseconds.
	 * @return the reading of the clock
	 */
	public long startedAt() {
		return System.nanoTime();
	}

}

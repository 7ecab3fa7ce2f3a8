package io.kerground.benchmarks;

import io.kerground.annotation.KerWorker;

/**
 * The tasks of Kerground.
 */
@KerWorker("benchmark")
class BenchmarkWorker {

	public void run(long number, String text) {
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

package io.kerground.benchmarks;

import io.kerground.annotation.KerWorker;

/**
 * The task of Kerground.
 */
@KerWorker("benchmark")
class BenchmarkWorker {

	public void run(long number, String text) {
		Bodies.run(number, text);
	}

}

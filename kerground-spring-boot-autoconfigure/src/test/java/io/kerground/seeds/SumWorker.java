package io.kerground.seeds;

import io.kerground.annotation.KerWorker;

/**
 * A worker that adds.
 */
@KerWorker("sums")
class SumWorker {

	public int sum(int a, int b) {
		return a + b;
	}

}

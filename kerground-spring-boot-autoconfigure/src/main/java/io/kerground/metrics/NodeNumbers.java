package io.kerground.metrics;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Numbers of this process that only its engine knows. Each is read whenever a meter is,
 * so it must be quick.
 *
 * @param poolActive how many tasks run in the pool
 * @param poolSize how many tasks may run in the pool
 * @param poolStuck how many bodies do not end though they were interrupted
 * @param leasesLost how many running tasks this process has lost to others
 * @param lostSends how many tasks could not be stored after the commit of their
 * transaction
 * @since 0.1.0
 */
public record NodeNumbers(IntSupplier poolActive, IntSupplier poolSize, IntSupplier poolStuck, LongSupplier leasesLost,
		LongSupplier lostSends) {

}

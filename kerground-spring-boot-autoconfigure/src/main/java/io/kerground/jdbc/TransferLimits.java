package io.kerground.jdbc;

import java.time.Duration;

/**
 * How long a move goes on.
 *
 * @param patience how long it waits for tasks that run in the source, after everything
 * else is moved
 * @param follow how long it goes on moving what is sent to the source, at least
 * @param lease after which time a node of the source without a sign of life is taken for
 * dead and its tasks are taken back; more than its {@code kerground.worker.lease}
 * @since 0.1.0
 */
public record TransferLimits(Duration patience, Duration follow, Duration lease) {

	/** Ten minutes, not at all, and 40 seconds. */
	public static final TransferLimits DEFAULT = new TransferLimits(Duration.ofMinutes(10), Duration.ZERO,
			Duration.ofSeconds(40));

}

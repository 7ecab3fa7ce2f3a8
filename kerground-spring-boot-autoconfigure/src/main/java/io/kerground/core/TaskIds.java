package io.kerground.core;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes ids of version 7 (RFC 9562, section 5.7): 48 bits of wall clock, 74 random bits.
 * Ids made one after the other lie near each other in an index. They are not secrets.
 */
final class TaskIds {

	private final TaskClock clock;

	private final RandomGenerator random;

	TaskIds(TaskClock clock, RandomGenerator random) {
		this.clock = clock;
		this.random = random;
	}

	UUID next() {
		long most = (this.clock.millis() << 16) | 0x7000L | (this.random.nextInt() & 0xFFFL);
		long least = (this.random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
		return new UUID(most, least);
	}

}

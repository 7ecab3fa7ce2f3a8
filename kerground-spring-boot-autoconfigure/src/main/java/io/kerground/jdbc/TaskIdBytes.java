package io.kerground.jdbc;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Ids as the 16 bytes that are stored.
 */
final class TaskIdBytes {

	private TaskIdBytes() {
	}

	static byte[] of(UUID id) {
		return ByteBuffer.allocate(16)
			.putLong(id.getMostSignificantBits())
			.putLong(id.getLeastSignificantBits())
			.array();
	}

	static UUID id(byte[] bytes) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		return new UUID(buffer.getLong(), buffer.getLong());
	}

}

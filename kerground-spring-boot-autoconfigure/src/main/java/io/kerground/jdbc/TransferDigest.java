package io.kerground.jdbc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import org.jspecify.annotations.Nullable;

/**
 * Digests of contents.
 */
final class TransferDigest {

	private TransferDigest() {
	}

	static MessageDigest begin() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Adds a value with its length.
	 */
	static void add(MessageDigest digest, @Nullable Object value) {
		if (value == null) {
			digest.update((byte) 'n');
			return;
		}
		byte[] bytes = (value instanceof byte[] given) ? given : value.toString().getBytes(StandardCharsets.UTF_8);
		digest.update(ByteBuffer.allocate(Integer.BYTES + 1).put((byte) 'v').putInt(bytes.length).array());
		digest.update(bytes);
	}

}

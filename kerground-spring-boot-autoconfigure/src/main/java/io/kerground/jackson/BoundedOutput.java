package io.kerground.jackson;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

import io.kerground.core.PayloadException;

/**
 * Keeps what is written, and ends the writing as soon as that is more than may be stored.
 */
final class BoundedOutput extends OutputStream {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

	private final int limit;

	private boolean overflown;

	BoundedOutput(int limit) {
		this.limit = limit;
	}

	@Override
	public void write(int one) throws IOException {
		require(1);
		this.bytes.write(one);
	}

	@Override
	public void write(byte[] some, int offset, int length) throws IOException {
		require(length);
		this.bytes.write(some, offset, length);
	}

	private void require(int more) throws IOException {
		if (this.overflown || more > this.limit - this.bytes.size()) {
			this.overflown = true;
			throw new IOException("More than " + this.limit + " bytes");
		}
	}

	/**
	 * Throws if the writing was ended because it was too much.
	 */
	void refuseOverflow(String what) {
		if (this.overflown) {
			throw new PayloadException(what + " larger than the " + this.limit
					+ " bytes as JSON that kerground.payload.max-size allows: store the data elsewhere and pass where"
					+ " it is");
		}
	}

	byte[] toByteArray() {
		return this.bytes.toByteArray();
	}

}

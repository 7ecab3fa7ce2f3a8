package io.kerground.engine;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A process that tells by its exit code whether it could lock a file: 0 if so, 1 if not.
 */
final class LockProbe {

	private LockProbe() {
	}

	public static void main(String[] arguments) throws Exception {
		try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
			System.exit((channel.tryLock() != null) ? 0 : 1);
		}
	}

}

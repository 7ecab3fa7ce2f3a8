package io.kerground.engine;

import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/**
 * A process that begins tasks and never ends them.
 */
final class BlockingWorker {

	private BlockingWorker() {
	}

	public static void main(String[] arguments) throws Exception {
		AppendingFile begun = new AppendingFile(Path.of(arguments[1]));
		EngineFixture fixture = EngineFixture.on(Path.of(arguments[0])).task("test.work", (values) -> {
			begun.append(String.valueOf(values[0]));
			new CountDownLatch(1).await();
			return "never";
		}).start();
		for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
			fixture.ker.send("test.work", UUID.randomUUID().toString());
		}
		new CountDownLatch(1).await();
	}

}

package io.kerground.seeds;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import io.kerground.annotation.KerWorker;

/**
 * A process of its own that sends to the worker {@code count}, or has a worker whose
 * tasks never end.
 */
final class SeedProcess {

	private SeedProcess() {
	}

	public static void main(String[] arguments) throws InterruptedException {
		Path folder = Path.of(arguments[0]);
		String name = arguments[1];
		int count = Integer.parseInt(arguments[2]);
		if (name.equals("worker")) {
			SeedApplication.start(folder, EndlessWorker.class);
			new CountDownLatch(1).await();
		}
		try (SeedApplication application = SeedApplication.start(folder, SumWorker.class,
				"kerground.worker.enabled=false")) {
			for (int i = 0; i < count; i++) {
				application.ker.send("numbers.note", name + " " + i);
			}
		}
	}

	@KerWorker("held")
	static class EndlessWorker {

		/**
		 * Makes a file, and then never ends.
		 */
		public String hold(String file) throws Exception {
			Files.createFile(Path.of(file));
			new CountDownLatch(1).await();
			return file;
		}

	}

}

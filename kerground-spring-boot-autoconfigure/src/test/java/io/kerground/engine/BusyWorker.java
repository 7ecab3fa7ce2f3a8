package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.kerground.core.TaskStatus;

import static org.awaitility.Awaitility.await;

/**
 * A process whose threads send tasks while it works on them and on those of others, until
 * all are finished.
 */
final class BusyWorker {

	private static final int THREADS = 16;

	private BusyWorker() {
	}

	public static void main(String[] arguments) throws Exception {
		Path file = Path.of(arguments[0]);
		String name = arguments[2];
		int count = Integer.parseInt(arguments[3]);
		int total = Integer.parseInt(arguments[4]);
		try (AppendingFile runs = new AppendingFile(Path.of(arguments[1]));
				EngineFixture fixture = EngineFixture.on(file).poolSize(THREADS).task("test.work", (values) -> {
					runs.append(String.valueOf(values[0]));
					return null;
				}).start()) {
			send(fixture, name, count);
			await().atMost(Duration.ofMinutes(2)).until(() -> fixture.ker.stats().count(TaskStatus.FINISHED) == total);
		}
		System.exit(0);
	}

	private static void send(EngineFixture fixture, String name, int count) throws InterruptedException {
		List<Thread> senders = new ArrayList<>();
		List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
		for (int i = 0; i < THREADS; i++) {
			int from = i;
			Thread sender = new Thread(() -> {
				for (int task = from; task < count; task += THREADS) {
					fixture.ker.send("test.work", name + "-" + task);
				}
			});
			sender.setUncaughtExceptionHandler((thread, ex) -> failures.add(ex));
			sender.start();
			senders.add(sender);
		}
		for (Thread sender : senders) {
			sender.join();
		}
		if (!failures.isEmpty()) {
			throw new IllegalStateException("A sender failed", failures.get(0));
		}
	}

}

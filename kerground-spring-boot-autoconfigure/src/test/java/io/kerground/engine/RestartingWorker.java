package io.kerground.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import io.kerground.core.KergroundClosedException;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStatus;

/**
 * A process that opens and closes a store many times while threads send to it and read
 * it. Its exit code is 0 when every task that was acknowledged is stored.
 */
final class RestartingWorker {

	private static final int TASKS_OF_A_ROUND = 100;

	private RestartingWorker() {
	}

	public static void main(String[] arguments) throws Exception {
		Path file = Path.of(arguments[0]);
		int rounds = Integer.parseInt(arguments[1]);
		AtomicLong acknowledged = new AtomicLong();
		Executor threads = EngineThreads.perTask(EngineThreads.factory("user-"));
		for (int round = 0; round < rounds; round++) {
			List<CompletableFuture<Void>> users = new ArrayList<>();
			long before = acknowledged.get();
			EngineFixture fixture = EngineFixture.on(file).task("test.work", (values) -> null).start();
			try (fixture) {
				for (int user = 0; user < 4; user++) {
					boolean sends = user % 2 == 0;
					users.add(CompletableFuture.runAsync(() -> use(fixture, sends, acknowledged), threads));
				}
				while (acknowledged.get() < before + TASKS_OF_A_ROUND) {
					Thread.onSpinWait();
				}
			}
			CompletableFuture.allOf(users.toArray(CompletableFuture[]::new)).join();
		}
		System.exit((stored(file) == acknowledged.get()) ? 0 : 1);
	}

	private static void use(EngineFixture fixture, boolean sends, AtomicLong acknowledged) {
		try {
			while (true) {
				if (sends) {
					fixture.ker.send("test.work", "x");
					acknowledged.incrementAndGet();
				}
				else {
					fixture.ker.list(TaskQuery.all());
					fixture.ker.stats();
				}
			}
		}
		catch (KergroundClosedException ex) {
			// the store was closed
		}
	}

	private static long stored(Path file) {
		try (EngineFixture fixture = EngineFixture.on(file).sendsOnly().start()) {
			long stored = 0;
			for (TaskStatus status : TaskStatus.values()) {
				stored += fixture.ker.stats().count(status);
			}
			return stored;
		}
	}

}

package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.kerground.core.TaskClock;
import io.kerground.core.TaskStatus;

import static org.awaitility.Awaitility.await;

/**
 * A process that runs tasks until none is left; one of them halts it.
 */
final class PoisonWorker {

	private PoisonWorker() {
	}

	public static void main(String[] arguments) throws Exception {
		AppendingFile runs = new AppendingFile(Path.of(arguments[1]));
		try (EngineFixture fixture = EngineFixture.on(Path.of(arguments[0]))
			.clock(new FastWallClock())
			.poolSize(16)
			.task("test.work", (values) -> {
				String name = String.valueOf(values[0]);
				runs.append(name);
				boolean poison = name.equals("poison");
				new CountDownLatch(1).await(poison ? 100 : 400, TimeUnit.MILLISECONDS);
				if (poison) {
					Runtime.getRuntime().halt(66);
				}
				return name;
			})
			.start()) {
			await().atMost(Duration.ofSeconds(100))
				.until(() -> fixture.ker.stats().count(TaskStatus.PENDING)
						+ fixture.ker.stats().count(TaskStatus.RUNNING) == 0);
		}
		System.exit(0);
	}

	/**
	 * A wall clock on which the pause after a crash is short.
	 */
	private static final class FastWallClock implements TaskClock {

		@Override
		public long millis() {
			return System.currentTimeMillis() * 20;
		}

		@Override
		public long nanos() {
			return System.nanoTime();
		}

	}

}

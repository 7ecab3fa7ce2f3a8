package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.kerground.core.TaskRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures how long others wait for their sends while somebody sends very many tasks; how
 * long that may be is not asserted. Run by the profile {@code chaos} only.
 */
class LargeBatchChaos {

	private static final int TASKS = 100_000;

	@TempDir
	Path folder;

	@Test
	void othersAreAnsweredWhileAHundredThousandTasksAreSent() {
		try (EngineFixture fixture = EngineFixture.on(this.folder.resolve("tasks.db"))
			.sendsOnly()
			.task("test.work", (arguments) -> null)
			.build()) {
			List<TaskRequest> requests = new ArrayList<>();
			for (int i = 0; i < TASKS; i++) {
				requests.add(TaskRequest.of("test.work", "many"));
			}
			fixture.ker.send("test.work", "first");
			long begun = System.nanoTime();
			CompletableFuture<List<UUID>> all = CompletableFuture.supplyAsync(() -> fixture.ker.sendAll(requests),
					EngineThreads.perTask(EngineThreads.factory("test-batch-")));
			List<Long> waits = new ArrayList<>();
			while (!all.isDone()) {
				long sent = System.nanoTime();
				fixture.ker.send("test.work", "one");
				waits.add((System.nanoTime() - sent) / 1000);
			}
			assertThat(all).succeedsWithin(Duration.ofMinutes(5));
			assertThat(waits).hasSizeGreaterThan(10);
			long[] sorted = waits.stream().mapToLong(Long::longValue).sorted().toArray();
			System.out.println("chaos batch: " + TASKS + " tasks in "
					+ Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms; " + sorted.length
					+ " other sends, in us: median " + sorted[sorted.length / 2] + ", 99th "
					+ sorted[sorted.length * 99 / 100] + ", greatest " + Arrays.stream(sorted).max().orElseThrow());
		}
	}

}

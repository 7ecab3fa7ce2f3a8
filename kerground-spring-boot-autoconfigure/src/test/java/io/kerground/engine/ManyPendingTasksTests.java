package io.kerground.engine;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with many tasks that wait and nobody who runs them.
 */
class ManyPendingTasksTests {

	private static final int TASKS = 100_000;

	private static final long ROOM = 8 * 1024 * 1024;

	@TempDir
	Path folder;

	@Test
	void theHeapDoesNotGrowWithTheNumberOfWaitingTasks() {
		try (EngineFixture fixture = EngineFixture.on(this.folder.resolve("tasks.db"))
			.sendsOnly()
			.withoutListener()
			.task("test.work", (arguments) -> "x")
			.start()) {
			send(fixture, 1_000);
			long before = usedHeap();
			send(fixture, TASKS - 1_000);
			assertThat(usedHeap() - before).isLessThan(ROOM);
			assertThat(fixture.ker.pending().tasks()).hasSize(100);
			assertThat(fixture.ker.pending().next()).isNotNull();
			assertThat(fixture.ker.stats().count(TaskStatus.PENDING)).isEqualTo(TASKS);
		}
	}

	private static void send(EngineFixture fixture, int count) {
		for (int sent = 0; sent < count; sent += 1_000) {
			List<TaskRequest> requests = IntStream.range(0, 1_000)
				.mapToObj((i) -> TaskRequest.of("test.work", "value " + i))
				.toList();
			fixture.ker.sendAll(requests);
		}
	}

	private static long usedHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}

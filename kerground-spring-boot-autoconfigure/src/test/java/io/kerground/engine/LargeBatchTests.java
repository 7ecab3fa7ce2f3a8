package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.kerground.core.TaskEvent;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskSentEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * That others get their turn while somebody sends very many tasks.
 */
@Timeout(120)
class LargeBatchTests {

	private static final int CHUNK = 1000;

	private static final int TASKS = 10 * CHUNK;

	@TempDir
	Path folder;

	private final AtomicInteger sent = new AtomicInteger();

	private final AtomicReference<Thread> other = new AtomicReference<>();

	private final AtomicReference<CompletableFuture<Integer>> answered = new AtomicReference<>();

	@Test
	void whatOthersSendIsStoredBetweenTheChunksOfALargeBatch() {
		try (EngineFixture fixture = EngineFixture.on(this.folder.resolve("tasks.db"))
			.sendsOnly()
			.task("test.work", (arguments) -> null)
			.build()) {
			fixture.announcer.addCommitListener((events, nanos) -> committed(fixture, events));
			List<TaskRequest> requests = new ArrayList<>();
			for (int i = 0; i < TASKS; i++) {
				requests.add(TaskRequest.of("test.work", "many"));
			}
			assertThat(fixture.ker.sendAll(requests)).hasSize(TASKS);
			assertThat(this.answered.get()).succeedsWithin(EngineFixture.PATIENCE);
			assertThat(this.answered.get().join()).as("tasks that were stored when the other one was answered")
				.isLessThanOrEqualTo(3 * CHUNK);
			assertThat(this.sent).hasValue(TASKS + 1);
		}
	}

	/**
	 * Lets somebody else send when the first chunk is stored, and goes on when it waits.
	 */
	private void committed(EngineFixture fixture, List<TaskEvent> events) {
		long more = events.stream().filter(TaskSentEvent.class::isInstance).count();
		if (this.sent.addAndGet((int) more) >= CHUNK && this.answered.get() == null) {
			this.answered.set(CompletableFuture.supplyAsync(() -> {
				this.other.set(Thread.currentThread());
				fixture.ker.send("test.work", "one");
				return this.sent.get();
			}, EngineThreads.perTask(EngineThreads.factory("test-other-"))));
			await().atMost(Duration.ofSeconds(30))
				.pollInterval(Duration.ofMillis(1))
				.until(() -> this.other.get() != null && this.other.get().getState() == Thread.State.TIMED_WAITING);
		}
	}

}

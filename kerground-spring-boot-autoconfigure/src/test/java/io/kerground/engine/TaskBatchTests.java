package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.core.BatchStatus;
import io.kerground.core.TaskBatch;
import io.kerground.core.TaskBatchEndedEvent;
import io.kerground.core.TaskBatchState;
import io.kerground.core.TaskNotFoundException;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for batches that are sent, run and waited for.
 */
@Timeout(120)
class TaskBatchTests {

	@TempDir
	Path folder;

	private EngineFixture start() {
		return EngineFixture.on(this.folder.resolve("tasks.db"))
			.task("test.work", (arguments) -> arguments[0])
			.task("test.end", (arguments) -> arguments[0])
			.start();
	}

	private static TaskRequest work(String value) {
		return TaskRequest.of("test.work", value);
	}

	@Test
	void aBatchIsAwaitedUntilItsLastMemberEnds() {
		try (EngineFixture fixture = start()) {
			UUID id = fixture.ker.send(TaskBatch.sequential().add(work("a"), work("b")).add(List.of(work("c"))));
			TaskBatchState state = fixture.ker.awaitBatch(id, EngineFixture.PATIENCE);
			assertThat(state.status()).isEqualTo(BatchStatus.FINISHED);
			assertThat(state.members()).extracting(fixture::await).containsExactly("a", "b", "c");
			await().atMost(EngineFixture.PATIENCE)
				.until(() -> fixture.events.stream().anyMatch(TaskBatchEndedEvent.class::isInstance));
		}
	}

	@Test
	void whoeverWaitsTooLongForABatchIsToldSo() {
		try (EngineFixture fixture = EngineFixture.on(this.folder.resolve("tasks.db"))
			.task("test.work", (arguments) -> null)
			.sendsOnly()
			.start()) {
			UUID id = fixture.ker.send(TaskBatch.concurrent().add(work("a")));
			assertThatExceptionOfType(TaskTimeoutException.class)
				.isThrownBy(() -> fixture.ker.awaitBatch(id, Duration.ofMillis(50)));
			assertThatExceptionOfType(TaskNotFoundException.class)
				.isThrownBy(() -> fixture.ker.awaitBatch(UUID.randomUUID(), Duration.ofMillis(50)));
			assertThat(fixture.ker.cancelBatch(id)).isTrue();
			assertThat(fixture.ker.awaitBatch(id, EngineFixture.PATIENCE).status()).isEqualTo(BatchStatus.CANCELLED);
		}
	}

	@Test
	void aBatchThatIsTooLargeIsRefused() {
		try (EngineFixture fixture = start()) {
			List<TaskRequest> many = Collections.nCopies(TaskBatch.LIMIT, work("a"));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> fixture.ker.send(TaskBatch.concurrent().add(many).then(work("b"))))
				.withMessageContaining("1001");
			assertThat(fixture.ker.list(TaskQuery.all()).tasks()).isEmpty();
		}
	}

	@Test
	void onlyTheOutermostBatchHasAnIdOfItsOwn() {
		assertThatIllegalArgumentException().isThrownBy(() -> TaskBatch.sequential().add(work("a").key("k")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TaskBatch.sequential().add(TaskBatch.concurrent().id(UUID.randomUUID())));
	}

	@Test
	void aBatchOfAKilledProcessEndsAfterTheNextStartAndIsFollowedOnce() throws Exception {
		Path file = this.folder.resolve("tasks.db");
		Path hanging = this.folder.resolve("hanging.txt");
		UUID id = UUID.randomUUID();
		try (TestProcess victim = TestProcess.start(BatchWorker.class, this.folder.resolve("log.txt"), file, hanging,
				id)) {
			await().atMost(Duration.ofSeconds(60)).until(() -> AppendingFile.lines(hanging).size() == 4);
			victim.kill();
		}
		AtomicInteger followers = new AtomicInteger();
		try (EngineFixture fixture = EngineFixture.on(file)
			.task("test.work", (arguments) -> "done")
			.task("test.end", (arguments) -> String.valueOf(followers.incrementAndGet()))
			.start()) {
			TaskBatchState state = fixture.ker.awaitBatch(id, Duration.ofSeconds(60));
			assertThat(state.status()).isEqualTo(BatchStatus.FINISHED);
			assertThat(state.finished()).isEqualTo(BatchWorker.MEMBERS);
			TaskPage ends = fixture.ker.list(TaskQuery.all().name("test.end"));
			assertThat(ends.tasks()).hasSize(1);
			fixture.await(ends.tasks().get(0).id());
			assertThat(followers).hasValue(1);
			assertThat(fixture.ker.stats().count(TaskStatus.FINISHED)).isEqualTo(BatchWorker.MEMBERS + 1);
		}
	}

}

package io.kerground.seeds;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.kerground.annotation.Background;
import io.kerground.annotation.KerIgnore;
import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.core.BatchStatus;
import io.kerground.core.TaskBatch;
import io.kerground.core.TaskBatchState;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The behaviour of Backgrounder, as Java users get it.
 */
@Timeout(120)
class BackgrounderSeedTests {

	@TempDir
	Path folder;

	private SeedApplication start() {
		return SeedApplication.start(this.folder, new Class<?>[] { ValueWorker.class, HeldWorker.class, Adder.class });
	}

	private static TaskRequest value(int value) {
		return TaskRequest.of(ValueWorker::add, value);
	}

	private static TaskBatchState run(SeedApplication application, TaskBatch batch) {
		return application.ker.awaitBatch(application.ker.send(batch), SeedApplication.PATIENCE);
	}

	@Test
	@DisplayName("T-B3, B5: the tasks of a batch run one after the other in its order")
	void tasksOfABatchRunOneAfterTheOther() {
		try (SeedApplication application = start()) {
			TaskBatchState state = run(application, TaskBatch.sequential().add(value(1), value(2), value(3)));
			assertThat(state.status()).isEqualTo(BatchStatus.FINISHED);
			assertThat(application.bean(ValueWorker.class).values()).containsExactly(1, 2, 3);
		}
	}

	@Test
	@DisplayName("T-B4, W-15, B6: the first failure stops the rest, and its error is told")
	void theFirstFailureStopsTheRest() {
		try (SeedApplication application = start()) {
			TaskBatchState state = run(application,
					TaskBatch.sequential().add(value(1), TaskRequest.of(ValueWorker::fail, "no"), value(2)));
			assertThat(state.status()).isEqualTo(BatchStatus.FAILED);
			assertThat(state.cancelled()).isEqualTo(1);
			assertThat(state.errors().values()).singleElement()
				.satisfies((error) -> assertThat(error.message()).isEqualTo("no"));
			assertThat(application.bean(ValueWorker.class).values()).containsExactly(1);
		}
	}

	@Test
	@DisplayName("T-B5, B4: the tasks of a group run side by side")
	void tasksOfAGroupRunSideBySide() {
		try (SeedApplication application = start()) {
			List<TaskRequest> tasks = List.of("a", "b", "c", "d", "e", "f", "g", "h")
				.stream()
				.map((name) -> TaskRequest.of(HeldWorker::hold, name))
				.toList();
			UUID id = application.ker.send(TaskBatch.concurrent().add(tasks));
			assertThat(application.bean(HeldWorker.class).awaitBegun(8)).hasSize(8);
			application.bean(HeldWorker.class).release("a", "b", "c", "d", "e", "f", "g", "h");
			assertThat(application.ker.awaitBatch(id, SeedApplication.PATIENCE).finished()).isEqualTo(8);
		}
	}

	@Test
	@DisplayName("W-15, B7: a group tells the errors of all that failed, and the others go on")
	void aGroupTellsAllErrors() {
		try (SeedApplication application = start()) {
			TaskBatchState state = run(application, TaskBatch.concurrent()
				.add(TaskRequest.of(ValueWorker::fail, "one"), value(1), TaskRequest.of(ValueWorker::fail, "two")));
			assertThat(state.errors().values()).extracting((error) -> error.message())
				.containsExactlyInAnyOrder("one", "two");
			assertThat(state.finished()).isEqualTo(1);
		}
	}

	@Test
	@DisplayName("W-15, B8: batches are nested, and an empty one finishes at once")
	void batchesAreNestedAndAnEmptyOneFinishesAtOnce() {
		try (SeedApplication application = start()) {
			assertThat(application.ker.batch(application.ker.send(TaskBatch.concurrent())))
				.hasValueSatisfying((state) -> assertThat(state.status()).isEqualTo(BatchStatus.FINISHED));
			TaskBatchState state = run(application,
					TaskBatch.sequential()
						.add(value(1))
						.add(TaskBatch.sequential().add(value(2), value(3)))
						.add(value(4)));
			assertThat(state.total()).isEqualTo(3);
			assertThat(application.bean(ValueWorker.class).values()).containsExactly(1, 2, 3, 4);
		}
	}

	@Test
	@DisplayName("T-B7, B1, B14: a request does nothing before it is sent, and does not show its arguments")
	void aRequestDoesNothingBeforeItIsSent() {
		try (SeedApplication application = start()) {
			TaskRequest request = value(4711);
			assertThat(request.toString()).doesNotContain("4711");
			assertThat(application.ker.list(TaskQuery.all()).tasks()).isEmpty();
			application.await(application.ker.send(request), Integer.class);
			assertThat(application.bean(ValueWorker.class).values()).containsExactly(4711);
		}
	}

	@Test
	@DisplayName("T-B6, T-B8, T-A4, A25, B2, B3, B11, B12: a call in the background gives the result later")
	void aCallInTheBackgroundGivesTheResultLater() throws Exception {
		try (SeedApplication application = start()) {
			CompletableFuture<Integer> result = application.bean(Adder.class).add(1, 2);
			assertThat(result.get(40, TimeUnit.SECONDS)).isEqualTo(3);
		}
	}

	@KerWorker("values")
	static class ValueWorker {

		private final List<Integer> values = new CopyOnWriteArrayList<>();

		public int add(int value) {
			this.values.add(value);
			return value;
		}

		@KerTask(maxAttempts = 1)
		public void fail(String text) {
			throw new IllegalStateException(text);
		}

		@KerIgnore
		public List<Integer> values() {
			return List.copyOf(this.values);
		}

	}

	static class Adder {

		@Background
		public CompletableFuture<Integer> add(int a, int x) {
			return CompletableFuture.completedFuture(a + x);
		}

	}

}

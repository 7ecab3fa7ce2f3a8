package io.kerground.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.CommitListener;
import io.kerground.core.MutableClock;
import io.kerground.core.NewTask;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The store's contract on an SQLite file.
 */
class SqliteTaskRepositoryTests extends TaskRepositoryContract {

	@TempDir
	Path folder;

	@Override
	TaskRepository open(TaskClock clock, CommitListener listener) {
		SqliteSettings settings = new SqliteSettings(this.folder.resolve("store.db"), Durability.NORMAL,
				Duration.ofSeconds(20), "kerground_", true);
		return SqliteStore.open(settings, clock, listener, EngineThreads.factory("test-store-"));
	}

	@Test
	void aTaskThatAnotherProcessRemovedBeginsAboveItsLastFence() {
		MutableClock ahead = new MutableClock();
		ahead.advance(Duration.ofHours(1));
		TestIntake there = new TestIntake();
		UUID id = UUID.randomUUID();
		try (TaskRepository other = open(ahead, (events, nanos) -> assertThat(nanos).isNotNegative())) {
			attach(other, ahead, there);
			// both have read where fences begin
			this.store.send(List.of(TestTasks.task("a.b", this.clock)));
			other.send(List.of(task(id, ahead)));
			there.demand = TestIntake.slots(10);
			other.requestClaim();
			ClaimedTask first = take(there, id);
			other.cancel(id);
			assertThat(other.delete(id)).isTrue();
			this.store.send(List.of(task(id, this.clock)));
			other.requestClaim();
			assertThat(take(there, id).fence()).isGreaterThan(first.fence());
		}
	}

	private static ClaimedTask take(TestIntake intake, UUID id) {
		while (true) {
			ClaimedTask task = intake.take();
			if (task.reference().id().equals(id)) {
				return task;
			}
		}
	}

	private static void attach(TaskRepository store, MutableClock clock, TestIntake intake) {
		store.attach(new ClaimScope(TestTasks.node(store, clock).seq(), Set.of("a.b"), Set.of(), 3), intake);
	}

	private static NewTask task(UUID id, MutableClock clock) {
		return new NewTask(id, true, "a.b", "default", TaskPriority.NORMAL, 3, 0, clock.millis(), TestTasks.json("[]"),
				null);
	}

}

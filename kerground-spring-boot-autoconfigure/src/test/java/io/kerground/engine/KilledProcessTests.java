package io.kerground.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.core.Task;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests with processes that are killed.
 */
@Timeout(120)
class KilledProcessTests {

	private static final int TASKS = 4;

	@TempDir
	Path folder;

	@Test
	void tasksOfAKilledProcessRunAgainAtTheNextStartOnTheSameHost() throws Exception {
		Path file = this.folder.resolve("tasks.db");
		Path begun = this.folder.resolve("begun.txt");
		try (TestProcess victim = TestProcess.start(BlockingWorker.class, this.folder.resolve("log.txt"), file, begun,
				TASKS)) {
			await().atMost(Duration.ofSeconds(60)).until(() -> AppendingFile.lines(begun).size() == TASKS);
			victim.kill();
		}
		AtomicInteger runs = new AtomicInteger();
		try (EngineFixture fixture = EngineFixture.on(file).task("test.work", (arguments) -> {
			runs.incrementAndGet();
			return "done";
		}).start()) {
			assertThat(fixture.engine.recovered()).isEqualTo(TASKS);
			List<Task> tasks = fixture.ker.list(TaskQuery.all()).tasks();
			assertThat(tasks).hasSize(TASKS);
			tasks.forEach((task) -> assertThat(fixture.await(task.id())).isEqualTo("done"));
			assertThat(runs).hasValue(TASKS);
			assertThat(fixture.ker.list(TaskQuery.all()).tasks()).allSatisfy((task) -> {
				assertThat(task.attempt()).isEqualTo(1);
				assertThat(task.crashes()).isEqualTo(1);
			});
			assertThat(fixture.repository.nodes()).hasSize(1);
			assertThat(lockFiles()).hasSize(1);
		}
		assertThat(lockFiles()).isEmpty();
	}

	@Test
	void tasksOfALivingProcessAreLeftAlone() throws Exception {
		Path file = this.folder.resolve("tasks.db");
		Path begun = this.folder.resolve("begun.txt");
		try (TestProcess other = TestProcess.start(BlockingWorker.class, this.folder.resolve("log.txt"), file, begun,
				TASKS)) {
			await().atMost(Duration.ofSeconds(60)).until(() -> AppendingFile.lines(begun).size() == TASKS);
			EngineFixture.Builder builder = EngineFixture.on(file).task("test.work", (arguments) -> "stolen");
			try (EngineFixture first = builder.start(); EngineFixture second = builder.start()) {
				assertThat(first.engine.recovered()).isZero();
				assertThat(second.engine.recovered()).isZero();
				assertThat(first.repository.nodes()).hasSize(3);
				assertThat(first.ker.stats().count(TaskStatus.RUNNING)).isEqualTo(TASKS);
			}
			assertThat(other.isAlive()).isTrue();
		}
	}

	private List<String> lockFiles() throws Exception {
		try (var files = Files.list(this.folder)) {
			return files.map((file) -> file.getFileName().toString()).filter((name) -> name.endsWith(".lock")).toList();
		}
	}

}

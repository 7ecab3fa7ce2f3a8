package io.kerground.engine;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.kerground.core.Task;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for tasks that end their process.
 */
@Timeout(300)
class PoisonTaskTests {

	private static final int INNOCENT = 15;

	@TempDir
	Path folder;

	@Test
	void aTaskThatHaltsItsProcessFailsAfterThreeCrashesAndTakesNobodyWithIt() throws Exception {
		Path file = this.folder.resolve("tasks.db");
		Path runs = this.folder.resolve("runs.txt");
		Map<String, UUID> ids = new HashMap<>();
		try (EngineFixture sender = EngineFixture.on(file).sendsOnly().task("test.work", (values) -> null).start()) {
			ids.put("poison", sender.ker.send("test.work", "poison"));
			for (int i = 0; i < INNOCENT; i++) {
				ids.put("task " + i, sender.ker.send("test.work", "task " + i));
			}
			int starts = 0;
			int exit;
			do {
				starts++;
				try (TestProcess worker = TestProcess.start(PoisonWorker.class,
						this.folder.resolve("log" + starts + ".txt"), file, runs)) {
					exit = worker.await(120);
				}
				assertThat(exit).isIn(0, 66);
			}
			while (exit != 0);
			assertThat(starts).isEqualTo(4);
			Task poison = sender.ker.find(ids.remove("poison")).orElseThrow();
			assertThat(poison.status()).isEqualTo(TaskStatus.FAILED);
			assertThat(poison.crashes()).isEqualTo(3);
			assertThat(poison.error().type()).isEqualTo("worker lost");
			assertThat(ids)
				.allSatisfy((name, id) -> assertThat(sender.ker.status(id)).as(name).contains(TaskStatus.FINISHED));
			assertThat(AppendingFile.lines(runs)).filteredOn("poison"::equals).hasSize(3);
		}
	}

}

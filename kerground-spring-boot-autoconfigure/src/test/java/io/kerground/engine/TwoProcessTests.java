package io.kerground.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with two processes that send to one file and work on it at the same time.
 */
@Timeout(240)
class TwoProcessTests {

	private static final int TASKS_OF_EACH = 10_000;

	@TempDir
	Path folder;

	@Test
	void twoProcessesLoseNoTaskRunNoneTwiceAndNeverSeeALockedDatabase() throws Exception {
		Path file = this.folder.resolve("tasks.db");
		int total = 2 * TASKS_OF_EACH;
		try (TestProcess first = start(file, "a", total); TestProcess second = start(file, "b", total)) {
			int firstExit = first.await(180);
			int secondExit = second.await(60);
			assertThat(firstExit).as(log("a")).isZero();
			assertThat(secondExit).as(log("b")).isZero();
		}
		assertThat(log("a") + log("b")).doesNotContain("SQLITE_BUSY", "database is locked");
		List<String> runs = new ArrayList<>(AppendingFile.lines(this.folder.resolve("runs-a.txt")));
		runs.addAll(AppendingFile.lines(this.folder.resolve("runs-b.txt")));
		assertThat(runs).hasSize(total);
		assertThat(new HashSet<>(runs)).hasSize(total);
	}

	private TestProcess start(Path file, String name, int total) throws Exception {
		return TestProcess.start(BusyWorker.class, this.folder.resolve("log-" + name + ".txt"), file,
				this.folder.resolve("runs-" + name + ".txt"), name, TASKS_OF_EACH, total);
	}

	private String log(String name) throws Exception {
		return Files.readString(this.folder.resolve("log-" + name + ".txt"));
	}

}

package io.kerground.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Kills a process that writes, and starts three at once, whose first look at the file
 * recovers its log.
 */
final class Recovery {

	private static final int PROCESSES = 3;

	private static final int MORE_THAN_A_PROCESS_SENDS = 1_000_000;

	private static final int SOME = 50;

	private Recovery() {
	}

	static void check(Path folder, int rounds) throws Exception {
		Path file = folder.resolve("recovered.db");
		for (int round = 0; round < rounds; round++) {
			killWhileItWrites(folder, file, round);
			List<TestProcess> started = new ArrayList<>();
			try {
				for (int i = 0; i < PROCESSES; i++) {
					started.add(TestProcess.start(RecoveringWorker.class, log(folder, round, i), file));
				}
				for (int i = 0; i < PROCESSES; i++) {
					int exit = started.get(i).await(120);
					String log = Files.readString(log(folder, round, i));
					assertThat(exit).as(log).isZero();
					assertThat(log).doesNotContain("SQLITE_BUSY", "database is locked");
				}
			}
			finally {
				started.forEach(TestProcess::close);
			}
		}
	}

	private static void killWhileItWrites(Path folder, Path file, int round) throws Exception {
		Path runs = folder.resolve("runs-" + round + ".txt");
		try (TestProcess victim = TestProcess.start(BusyWorker.class, folder.resolve("victim-" + round + ".txt"), file,
				runs, "r" + round, MORE_THAN_A_PROCESS_SENDS, MORE_THAN_A_PROCESS_SENDS)) {
			await().atMost(Duration.ofSeconds(60)).until(() -> AppendingFile.lines(runs).size() > SOME);
			victim.kill();
		}
	}

	private static Path log(Path folder, int round, int process) {
		return folder.resolve("log-" + round + "-" + process + ".txt");
	}

}

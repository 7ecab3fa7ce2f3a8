package io.kerground.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with processes that start and stop again and again, by themselves and by kills.
 */
@Timeout(280)
class RestartTests {

	@TempDir
	Path folder;

	@Test
	void aStoreThatIsOpenedAndClosedUnderLoadNeitherCrashesNorLosesATask() throws Exception {
		assertEndsWell(this.folder, 30);
	}

	@Test
	void processesThatStartAtOnceAfterAKillAllWork() throws Exception {
		Recovery.check(this.folder, 3);
	}

	/**
	 * Opens and closes a store in a process of its own, since a crash of the database's
	 * library ends the process.
	 */
	static void assertEndsWell(Path folder, int rounds) throws Exception {
		Path log = folder.resolve("log.txt");
		try (TestProcess process = TestProcess.start(RestartingWorker.class, log, folder.resolve("tasks.db"), rounds)) {
			assertThat(process.await(20 * rounds + 60)).as(() -> read(log)).isZero();
		}
	}

	private static String read(Path log) {
		try {
			return Files.readString(log);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}

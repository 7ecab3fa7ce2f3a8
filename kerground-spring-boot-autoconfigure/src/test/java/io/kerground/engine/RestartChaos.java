package io.kerground.engine;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many more starts than {@link RestartTests} makes. Run by the profile {@code chaos}
 * only.
 */
class RestartChaos {

	@TempDir
	Path folder;

	@Test
	void aStoreThatIsOpenedAndClosedUnderLoadNeitherCrashesNorLosesATask() throws Exception {
		RestartTests.assertEndsWell(this.folder, Integer.getInteger("chaos.restarts", 500));
	}

	@Test
	void processesThatStartAtOnceAfterAKillAllWork() throws Exception {
		Recovery.check(this.folder, Integer.getInteger("chaos.recoveries", 20));
	}

}

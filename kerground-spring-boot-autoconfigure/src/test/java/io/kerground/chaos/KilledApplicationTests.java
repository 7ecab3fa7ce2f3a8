package io.kerground.chaos;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with two applications on one store that are killed, ended, stopped and refused by
 * the disk.
 */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class KilledApplicationTests {

	@Test
	void applicationsThatAreKilledAndStoppedLoseNoTaskAndRunNoneBesideItsOwner() throws Exception {
		ChaosProcess chaos = ChaosProcess.run("kill", "--kills=20", "--tasks=2000");
		assertThat(chaos.exitCode()).as(chaos.output()).isZero();
	}

	@Test
	void applicationsOvercomeAFullDiskAndStoreNothingThatTheyRefused() throws Exception {
		// a lease so long that no process gives its tasks up because it can't beat
		ChaosProcess chaos = ChaosProcess.run("kill", "--kills=0", "--tasks=10", "--file-limit-kib=1000",
				"--lease-millis=30000");
		assertThat(chaos.exitCode()).as(chaos.output()).isZero();
	}

}

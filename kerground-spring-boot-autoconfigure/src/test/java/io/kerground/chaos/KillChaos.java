package io.kerground.chaos;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many kills, for each durability. Run by the profile {@code chaos} only.
 */
class KillChaos {

	@ParameterizedTest
	@ValueSource(strings = { "full", "normal" })
	void applicationsThatAreKilledAndStoppedLoseNoTaskAndRunNoneBesideItsOwner(String durability) throws Exception {
		ChaosProcess chaos = ChaosProcess.run("kill", "--durability=" + durability,
				"--kills=" + System.getProperty("chaos.kills", "100"),
				"--tasks=" + System.getProperty("chaos.tasks", "10000"));
		assertThat(chaos.exitCode()).as(chaos.output()).isZero();
	}

}

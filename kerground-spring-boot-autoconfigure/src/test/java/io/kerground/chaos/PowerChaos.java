package io.kerground.chaos;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Power cuts, for each durability. Needs root. Run by the profile {@code chaos} only.
 */
class PowerChaos {

	@ParameterizedTest
	@ValueSource(strings = { "full", "normal" })
	void powerCutsCorruptNothingAndLoseNoAcknowledgedTaskWithFullDurability(String durability) throws Exception {
		ChaosProcess chaos = ChaosProcess.run("power", "--durability=" + durability,
				"--cuts=" + System.getProperty("chaos.cuts", "30"));
		assertThat(chaos.exitCode()).as(chaos.output()).isZero();
	}

	@Test
	void aStoreThatIsNeverSyncedIsFound() throws Exception {
		ChaosProcess chaos = ChaosProcess.run("power", "--cuts=3", "--bug=" + SeededBug.NO_SYNC);
		assertThat(chaos.exitCode()).as(chaos.output()).isEqualTo(1);
		assertThat(chaos.output()).contains("VIOLATED C1 what was acknowledged is stored");
	}

}

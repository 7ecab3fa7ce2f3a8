package io.kerground.chaos;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A kill at each system call. Needs strace. Run by the profile {@code chaos} only.
 */
class SystemCallChaos {

	@Test
	void aProcessThatIsKilledAtAnyOfItsSystemCallsLeavesASoundStore() throws Exception {
		ChaosProcess chaos = ChaosProcess.run("syscall", "--stride=" + System.getProperty("chaos.stride", "1"));
		assertThat(chaos.exitCode()).as(chaos.output()).isZero();
	}

}

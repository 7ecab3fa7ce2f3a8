package io.kerground.chaos;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the harness finds bugs that are put in on purpose: without them, that it
 * finds none would tell nothing.
 */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class SeededBugTests {

	@Test
	void aTaskThatIsFinishedBeforeItsWorkIsFound() throws Exception {
		assertFound(SeededBug.FINISH_BEFORE_WORK, "C2 what is finished was done", "--only=KILL", "--kills=2");
	}

	@Test
	void aClaimThatTakesTheRowOutOfTheStoreIsFound() throws Exception {
		assertFound(SeededBug.CLAIM_BY_DELETE, "C1 what was acknowledged is stored", "--only=KILL", "--kills=2");
	}

	@Test
	void anOutcomeOfAFormerOwnerIsFound() throws Exception {
		assertFound(SeededBug.NO_FENCE, "C3 the outcome is that of the last owner", "--only=STOP", "--kills=3");
	}

	@Test
	void resultsThatAreNotReadAndHideAFailedCommitAreFound() throws Exception {
		assertFound(SeededBug.UNDRAINED_RETURNING, "C1 what was acknowledged is stored", "--file-limit-kib=1000",
				"--kills=0", "--victims=1");
	}

	@Test
	void tasksOfDeadProcessesThatNobodyTakesBackAreFound() throws Exception {
		assertFound(SeededBug.NO_RESCUE, "C8 nothing runs for ever", "--only=KILL", "--kills=2");
	}

	private void assertFound(SeededBug bug, String rule, String... options) throws Exception {
		List<String> arguments = new ArrayList<>(List.of("kill", "--bug=" + bug, "--tasks=10", "--stall-millis=8000"));
		arguments.addAll(List.of(options));
		ChaosProcess chaos = ChaosProcess.run(arguments.toArray(String[]::new));
		assertThat(chaos.exitCode()).as(chaos.output()).isEqualTo(1);
		assertThat(chaos.output()).contains("VIOLATED " + rule);
	}

}

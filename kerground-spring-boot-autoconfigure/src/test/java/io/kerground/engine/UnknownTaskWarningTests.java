package io.kerground.engine;

import java.nio.file.Path;

import io.kerground.core.TaskRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnknownTaskWarning}.
 */
class UnknownTaskWarningTests {

	@TempDir
	Path folder;

	@Test
	void warnsOnceOfEachNameThatNobodyKnowsWhileItsTasksWait() {
		try (EngineFixture fixture = EngineFixture.on(this.folder.resolve("tasks.db"))
			.task("test.work", (arguments) -> "x")
			.build()) {
			UnknownTaskWarning warning = new UnknownTaskWarning(fixture.repository, fixture.registry);
			fixture.ker.send("test.work", "x");
			assertThat(warning.runOnce()).isEmpty();
			var id = fixture.ker.send(TaskRequest.of("renamed.work", "x").external());
			assertThat(warning.runOnce()).containsExactly("renamed.work");
			assertThat(warning.runOnce()).isEmpty();
			fixture.ker.cancel(id);
			assertThat(warning.runOnce()).isEmpty();
			fixture.ker.send(TaskRequest.of("renamed.work", "x").external());
			assertThat(warning.runOnce()).containsExactly("renamed.work");
		}
	}

}

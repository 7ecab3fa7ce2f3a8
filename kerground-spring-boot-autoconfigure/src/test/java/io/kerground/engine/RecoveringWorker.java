package io.kerground.engine;

import java.nio.file.Path;

import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRequest;

/**
 * A process that opens a store, sends one task and ends when it has run.
 */
final class RecoveringWorker {

	private RecoveringWorker() {
	}

	public static void main(String[] arguments) {
		try (EngineFixture fixture = EngineFixture.on(Path.of(arguments[0]))
			.task("test.work", (values) -> "done")
			.start()) {
			fixture.await(fixture.ker.send(TaskRequest.of("test.work", "mine").priority(TaskPriority.HIGH)));
		}
		System.exit(0);
	}

}

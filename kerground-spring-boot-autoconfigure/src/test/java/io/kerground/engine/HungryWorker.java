package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;

import static org.awaitility.Awaitility.await;

/**
 * A process with a small heap, some of whose bodies take all of it.
 */
final class HungryWorker {

	private static final int GREEDY = 5;

	/** So large that some memory is left to the others when the next one does not fit. */
	private static final int PORTION = 8 << 20;

	private HungryWorker() {
	}

	public static void main(String[] arguments) throws Exception {
		int modest = Integer.parseInt(arguments[2]);
		try (AppendingFile report = new AppendingFile(Path.of(arguments[1]));
				EngineFixture fixture = EngineFixture.on(Path.of(arguments[0]))
					.task("test.greedy", (values) -> takeAll())
					.task("test.modest", (values) -> values[0])
					.start()) {
			int each = modest / GREEDY;
			for (int i = 0; i < GREEDY; i++) {
				fixture.ker.send(TaskRequest.of("test.greedy", "x").maxAttempts(2));
				for (int j = 0; j < each; j++) {
					fixture.ker.send(TaskRequest.of("test.modest", "y").maxAttempts(20));
				}
			}
			await().atMost(Duration.ofSeconds(90))
				.until(() -> fixture.ker.stats().count(TaskStatus.FAILED) == GREEDY
						&& fixture.ker.stats().count(TaskStatus.FINISHED) == modest);
			String late = fixture.await(fixture.ker.send("test.modest", "late"));
			await().until(() -> fixture.pool.active() == 0);
			report.append("greedy " + fixture.ker.stats().count(TaskStatus.FAILED) + ", modest "
					+ fixture.ker.stats().count(TaskStatus.FINISHED) + ", " + late);
		}
		System.exit(0);
	}

	private static Object takeAll() {
		List<byte[]> taken = new ArrayList<>();
		while (taken.size() < 100_000) {
			taken.add(new byte[PORTION]);
		}
		return String.valueOf(taken.size());
	}

}

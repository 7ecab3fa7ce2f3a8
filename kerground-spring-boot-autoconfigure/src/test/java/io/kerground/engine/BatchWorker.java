package io.kerground.engine;

import java.nio.file.Path;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.core.TaskBatch;
import io.kerground.core.TaskRequest;

/**
 * A process that sends a batch, ends some of its members and hangs in the others.
 */
final class BatchWorker {

	static final int MEMBERS = 50;

	private static final int ENDING = 20;

	private BatchWorker() {
	}

	public static void main(String[] arguments) throws Exception {
		AppendingFile hanging = new AppendingFile(Path.of(arguments[1]));
		AtomicInteger begun = new AtomicInteger();
		EngineFixture fixture = EngineFixture.on(Path.of(arguments[0])).task("test.work", (values) -> {
			if (begun.incrementAndGet() > ENDING) {
				hanging.append("hangs");
				new CountDownLatch(1).await();
			}
			return "done";
		}).task("test.end", (values) -> "end").start();
		fixture.ker.send(TaskBatch.concurrent()
			.id(UUID.fromString(arguments[2]))
			.add(Collections.nCopies(MEMBERS, TaskRequest.of("test.work", "x")))
			.then(TaskRequest.of("test.end", "x")));
		new CountDownLatch(1).await();
	}

}

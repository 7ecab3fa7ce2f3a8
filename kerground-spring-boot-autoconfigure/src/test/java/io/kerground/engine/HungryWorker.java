package io.kerground.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.kerground.core.StoreException;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import org.slf4j.LoggerFactory;

/**
 * A process with a small heap, some of whose bodies take all of it.
 */
final class HungryWorker {

	private static final int GREEDY = 5;

	/** So large that some memory is left to the others when the next one does not fit. */
	private static final int PORTION = 8 << 20;

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final EngineFixture fixture;

	private int shortOfMemory;

	private HungryWorker(EngineFixture fixture) {
		this.fixture = fixture;
	}

	public static void main(String[] arguments) throws Exception {
		int modest = Integer.parseInt(arguments[2]);
		try (AppendingFile report = new AppendingFile(Path.of(arguments[1]));
				EngineFixture fixture = EngineFixture.on(Path.of(arguments[0]))
					.task("test.greedy", (values) -> takeAll())
					.task("test.modest", (values) -> values[0])
					.start()) {
			HungryWorker worker = new HungryWorker(fixture);
			worker.run(modest);
			LoggerFactory.getLogger(HungryWorker.class).info("Memory was short {} times", worker.shortOfMemory);
			report.append("greedy " + GREEDY + ", modest " + (modest + 1) + ", late");
		}
		System.exit(0);
	}

	private void run(int modest) {
		// made before memory is short
		TaskRequest greedy = TaskRequest.of("test.greedy", "x").maxAttempts(2);
		TaskRequest other = TaskRequest.of("test.modest", "y").maxAttempts(20);
		BooleanSupplier ended = () -> counts(GREEDY, modest);
		BooleanSupplier oneMore = () -> counts(GREEDY, modest + 1) && this.fixture.pool.active() == 0;
		for (int i = 0; i < GREEDY; i++) {
			send(greedy);
			for (int j = 0; j < modest / GREEDY; j++) {
				send(other);
			}
		}
		persist(ended);
		this.fixture.ker.send("test.modest", "late");
		persist(oneMore);
	}

	private boolean counts(int failed, int finished) {
		TaskStats stats = this.fixture.ker.stats();
		return stats.count(TaskStatus.FAILED) == failed && stats.count(TaskStatus.FINISHED) == finished;
	}

	/**
	 * Sends until it is stored; with an id of its own a task is stored once.
	 */
	private void send(TaskRequest request) {
		UUID id = UUID.randomUUID();
		persist(() -> this.fixture.ker.send(request.id(id)).equals(id));
	}

	/**
	 * Asks until something holds. This thread too may get no memory, which says nothing
	 * about the store.
	 */
	private void persist(BooleanSupplier fact) {
		while (true) {
			try {
				if (fact.getAsBoolean()) {
					return;
				}
			}
			catch (StoreException | OutOfMemoryError ex) {
				this.shortOfMemory++;
			}
			LockSupport.parkNanos(this, PAUSE_NANOS);
		}
	}

	private static Object takeAll() {
		List<byte[]> taken = new ArrayList<>();
		while (taken.size() < 100_000) {
			taken.add(new byte[PORTION]);
		}
		return String.valueOf(taken.size());
	}

}

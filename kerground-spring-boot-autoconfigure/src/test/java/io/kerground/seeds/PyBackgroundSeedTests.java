package io.kerground.seeds;

import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.kerground.annotation.KerIgnore;
import io.kerground.annotation.KerWorker;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.Task;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStatus;
import io.kerground.engine.KergroundEngine;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The behaviour of PyBackground, as Java users get it.
 */
@Timeout(120)
class PyBackgroundSeedTests {

	@TempDir
	Path folder;

	@Test
	@DisplayName("T-P1, P7, P9: what runs at shutdown ends, and its result is kept")
	void whatRunsAtShutdownEnds() {
		UUID id;
		try (SeedApplication application = SeedApplication.start(this.folder, LoopWorker.class)) {
			id = application.ker.send(LoopWorker::untilStopped);
			application.bean(LoopWorker.class).awaitBegun();
		}
		try (SeedApplication application = SeedApplication.start(this.folder, LoopWorker.class,
				"kerground.worker.enabled=false")) {
			assertThat(application.ker.response(id, String.class)).contains("stopped");
		}
	}

	@Test
	@DisplayName("T-P2, P11: a loop that looks whether the application stops ends with it")
	void aLoopEndsWithTheApplication() {
		SeedApplication application = SeedApplication.start(this.folder, LoopWorker.class);
		LoopWorker worker = application.bean(LoopWorker.class);
		application.ker.send(LoopWorker::untilStopped);
		worker.awaitBegun();
		application.close();
		assertThat(worker.ended()).isTrue();
	}

	@Test
	@DisplayName("T-P3, P8, P12: a worker's method stays directly callable, and sending it gives the same result later")
	void aMethodIsCalledOrSent() {
		try (SeedApplication application = SeedApplication.start(this.folder, SumWorker.class)) {
			assertThat(application.bean(SumWorker.class).sum(1, 2)).isEqualTo(3);
			assertThat(application.ker.stats().counts()).isEmpty();
			UUID id = application.ker.send(SumWorker::sum, 1, 2);
			assertThat(application.await(id, Integer.class)).isEqualTo(3);
			assertThat(application.ker.find(id)).hasValueSatisfying((task) -> {
				assertThat(task.name()).isEqualTo("sums.sum");
				assertThat(task.arguments()).isEqualTo("[1,2]");
			});
		}
	}

	@Test
	@DisplayName("P2, P5: who sends waits for the end if it likes, and the latest task heads the list")
	void whoSendsMayWaitAndTheLatestTaskHeadsTheList() {
		try (SeedApplication application = SeedApplication.start(this.folder, SumWorker.class)) {
			assertThat(application.ker.list(TaskQuery.all().size(1)).tasks()).isEmpty();
			UUID latest = null;
			for (int i = 0; i < 3; i++) {
				latest = application.ker.send(SumWorker::sum, i, i);
				assertThat(application.await(latest, Integer.class)).isEqualTo(2 * i);
			}
			assertThat(application.ker.list(TaskQuery.all().name("sums.sum").size(1)).tasks()).singleElement()
				.extracting(Task::id)
				.isEqualTo(latest);
		}
	}

	@Test
	@DisplayName("T-P4, P4, P6, P10, P13, A9, X1, X10: nothing is stored at first; the engine runs after the start and may be stopped twice")
	void nothingIsStoredAtFirstAndStopIsAlwaysSafe() {
		try (SeedApplication application = SeedApplication.start(this.folder, LoopWorker.class)) {
			KergroundEngine engine = application.bean(KergroundEngine.class);
			KergroundWorkers workers = application.bean(KergroundWorkers.class);
			assertThat(workers.info().running()).isTrue();
			assertThat(application.ker.stats().counts()).isEmpty();
			engine.stop();
			engine.stop();
			assertThat(workers.info().running()).isFalse();
			UUID id = application.ker.send("loops.quick");
			assertThat(application.ker.status(id)).contains(TaskStatus.PENDING);
			engine.start();
			assertThat(application.await(id, String.class)).isEqualTo("quick");
		}
	}

	@KerWorker("loops")
	static class LoopWorker {

		private final CountDownLatch begun = new CountDownLatch(1);

		private volatile boolean ended;

		public String untilStopped(TaskContext context) throws InterruptedException {
			this.begun.countDown();
			CountDownLatch never = new CountDownLatch(1);
			while (!context.isStopping()) {
				never.await(1, TimeUnit.MILLISECONDS);
			}
			this.ended = true;
			return "stopped";
		}

		public String quick() {
			return "quick";
		}

		@KerIgnore
		public void awaitBegun() {
			try {
				assertThat(this.begun.await(40, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		}

		@KerIgnore
		public boolean ended() {
			return this.ended;
		}

	}

}

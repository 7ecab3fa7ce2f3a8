package io.kerground.seeds;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.kerground.annotation.KerExceptionHandler;
import io.kerground.annotation.KerWorker;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskErrorHandler;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;
import io.kerground.core.WorkerLostException;
import io.kerground.engine.TestProcess;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Those who hear of failed attempts, and a task whose processes died too often.
 */
@Timeout(120)
class LostTaskHandlerTests {

	@TempDir
	Path folder;

	@Test
	@DisplayName("W-11, A41: the worker's handler and every handler bean hear once of a task whose processes died")
	void handlersHearOnceOfATaskWhoseProcessesDied() throws Exception {
		Path begun = this.folder.resolve("begun");
		UUID id;
		try (SeedApplication api = SeedApplication.start(this.folder, HeldWorker.class,
				"kerground.worker.enabled=false");
				TestProcess worker = TestProcess.start(SeedProcess.class, this.folder.resolve("log.txt"), this.folder,
						"worker", 0)) {
			id = api.ker.send(HeldWorker::hold, begun.toString());
			await().atMost(SeedApplication.PATIENCE).until(() -> Files.exists(begun));
			worker.kill();
		}
		try (SeedApplication application = SeedApplication.start(this.folder,
				new Class<?>[] { HearingWorker.class, Recorder.class }, "kerground.retry.max-crashes=1")) {
			HearingWorker worker = application.bean(HearingWorker.class);
			await().atMost(SeedApplication.PATIENCE).until(() -> !application.bean(Recorder.class).heard.isEmpty());
			assertThat(application.ker.status(id)).contains(TaskStatus.FAILED);
			assertThat(application.await(application.ker.send("held.other"), String.class)).isEqualTo("other");
			assertThat(worker.heard).containsExactly(id + " held.hold 1 true");
			assertThat(application.bean(Recorder.class).heard)
				.containsExactly(id + " FAIL The process that ran this task died 1 times");
		}
		try (SeedApplication next = SeedApplication.start(this.folder,
				new Class<?>[] { HearingWorker.class, Recorder.class })) {
			assertThat(next.await(next.ker.send("held.other"), String.class)).isEqualTo("other");
			assertThat(next.bean(Recorder.class).heard).isEmpty();
		}
	}

	@KerWorker("held")
	static class HearingWorker {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		public String hold(String name) {
			return name;
		}

		public String other() {
			return "other";
		}

		@KerExceptionHandler
		void onLost(WorkerLostException ex, TaskContext context) {
			this.heard.add(context.taskId() + " " + context.name() + " " + context.attempt() + " " + context.isLost());
		}

	}

	static class Recorder implements TaskErrorHandler {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@Override
		public void onError(TaskReference task, Throwable error, TaskVerb outcome) {
			this.heard.add(task.id() + " " + outcome + " " + error.getMessage());
		}

	}

}

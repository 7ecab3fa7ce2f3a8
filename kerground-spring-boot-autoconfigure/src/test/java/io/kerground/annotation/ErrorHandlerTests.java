package io.kerground.annotation;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskErrorHandler;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;
import io.kerground.seeds.SeedApplication;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for those who hear of failed attempts.
 */
@Timeout(120)
class ErrorHandlerTests {

	@TempDir
	Path folder;

	@Test
	@DisplayName("W-11, A41: the worker's handler with the closest type and every handler bean hear each failure once")
	void handlersHearEachFailedAttemptOnce() {
		try (SeedApplication application = SeedApplication.start(this.folder,
				new Class<?>[] { FailingWorker.class, Recorder.class, BrokenHandler.class })) {
			FailingWorker worker = application.bean(FailingWorker.class);
			application.ker.send("failing.read", "missing");
			await().atMost(SeedApplication.PATIENCE).until(() -> application.bean(Recorder.class).heard().size() == 2);
			assertThat(application.bean(Recorder.class).heard()).containsExactly("failing.read retry missing",
					"failing.read fail missing");
			assertThat(worker.heard()).containsExactly("file missing in attempt 1", "file missing in attempt 2");
			application.ker.send("failing.parse", "x");
			await().atMost(SeedApplication.PATIENCE).until(() -> worker.heard().contains("other x"));
		}
	}

	@Test
	@DisplayName("W-11: a handler that throws changes nothing, and the worker goes on")
	void aHandlerThatThrowsChangesNothing() {
		try (SeedApplication application = SeedApplication.start(this.folder,
				new Class<?>[] { FailingWorker.class, BrokenHandler.class })) {
			application.ker.send("failing.parse", "break the handler");
			await().atMost(SeedApplication.PATIENCE).until(() -> application.ker.stats().count(TaskStatus.FAILED) == 1);
			assertThat(application.await(application.ker.send("failing.succeed"), String.class)).isEqualTo("done");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { NoException.class, TwoForOne.class })
	void aMethodThatCannotHandleExceptionsFailsTheStart(Class<?> worker) {
		assertThatExceptionOfType(KergroundSetupException.class)
			.isThrownBy(() -> SeedApplication.start(this.folder, worker))
			.withMessageContaining(worker.getSimpleName());
	}

	@KerWorker("failing")
	static class FailingWorker {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@KerTask(maxAttempts = 2)
		public void read(String file) throws IOException {
			throw new FileNotFoundException(file);
		}

		@KerTask(maxAttempts = 1)
		public void parse(String text) {
			throw new IllegalArgumentException(text);
		}

		public String succeed() {
			return "done";
		}

		@KerExceptionHandler
		public void onFile(IOException ex, TaskContext context) {
			this.heard.add("file " + ex.getMessage() + " in attempt " + context.attempt());
		}

		@KerExceptionHandler
		void onOther(Exception ex) {
			if (ex.getMessage().startsWith("break")) {
				throw new IllegalStateException("a handler that fails");
			}
			this.heard.add("other " + ex.getMessage());
		}

		@KerIgnore
		public List<String> heard() {
			return this.heard;
		}

	}

	static class Recorder implements TaskErrorHandler {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@Override
		public void onError(TaskReference task, Throwable error, TaskVerb outcome) {
			this.heard.add(task.name() + " " + outcome.word() + " " + error.getMessage());
		}

		List<String> heard() {
			return List.copyOf(this.heard);
		}

	}

	static class BrokenHandler implements TaskErrorHandler {

		@Override
		public void onError(TaskReference task, Throwable error, TaskVerb outcome) {
			throw new IllegalStateException("a handler that fails");
		}

	}

	@KerWorker
	static class NoException {

		@KerExceptionHandler
		public void handle(String text) {
		}

		public void run() {
		}

	}

	@KerWorker
	static class TwoForOne {

		@KerExceptionHandler
		public void one(Exception ex) {
		}

		@KerExceptionHandler
		public void two(Exception ex) {
		}

		public void run() {
		}

	}

}

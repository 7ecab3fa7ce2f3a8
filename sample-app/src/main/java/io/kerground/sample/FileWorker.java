package io.kerground.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.core.TaskContext;

/**
 * Examines uploaded files.
 */
@KerWorker("files")
class FileWorker {

	private final Uploads uploads;

	FileWorker(Uploads uploads) {
		this.uploads = uploads;
	}

	/**
	 * Examines one file.
	 * @param upload the file
	 * @param context the run
	 * @return what was found
	 * @throws IOException if the file can't be read
	 */
	@KerTask(maxAttempts = 3, backoff = "1s", timeout = "5m", noRetryFor = FileGoneException.class)
	public FileReport examine(Upload upload, TaskContext context) throws IOException {
		Path path = Path.of(upload.path());
		if (!Files.isRegularFile(path)) {
			throw new FileGoneException("The file " + upload.name() + " is gone: it was removed after it was posted");
		}
		if (upload.name().contains("flaky") && context.attempt() == 1) {
			throw new IllegalStateException("The first attempt on a flaky file fails, to show the second");
		}
		return switch (upload.kind()) {
			case TEXT -> FileReport.ofText(upload.name(), TextExaminer.examine(path));
			case CSV -> FileReport.ofCsv(upload.name(), TextExaminer.examine(path), CsvExaminer.examine(path));
			case IMAGE -> FileReport.ofImage(upload.name(), TextExaminer.digest(path),
					ImageExaminer.examine(path, this.uploads.newThumbnail(context.taskId())));
		};
	}

	/**
	 * The file of a job is not there any more, so that no later attempt can help.
	 */
	static final class FileGoneException extends IOException {

		FileGoneException(String message) {
			super(message);
		}

	}

}

package io.kerground.sample;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.Task;
import io.kerground.core.TaskError;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the service tells about one job.
 *
 * @param id the job's id, which is its task's id
 * @param status the task's status
 * @param attempt how many attempts have begun
 * @param maxAttempts how many attempts there are
 * @param createdAt when the file was posted
 * @param finishedAt when the job ended
 * @param response what was found, once the job is finished
 * @param error why the latest attempt failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobView(UUID id, TaskStatus status, int attempt, int maxAttempts, Instant createdAt,
		@Nullable Instant finishedAt, @Nullable FileReport response, @Nullable JobError error) {

	static JobView withReport(Task task, KergroundTemplate ker) {
		return of(task, (task.response() != null) ? ker.response(task.id(), FileReport.class).orElse(null) : null);
	}

	static JobView of(Task task, @Nullable FileReport report) {
		TaskError error = task.error();
		return new JobView(task.id(), task.status(), task.attempt(), task.maxAttempts(), task.createdAt(),
				task.finishedAt(), report, (error != null) ? new JobError(error.type(), error.message()) : null);
	}

	/**
	 * Why an attempt failed, without the stack trace.
	 *
	 * @param type the class of the exception
	 * @param message its message
	 */
	record JobError(String type, String message) {

	}

}

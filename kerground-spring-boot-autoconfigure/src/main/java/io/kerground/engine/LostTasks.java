package io.kerground.engine;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import io.kerground.core.CommitListener;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskError;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskFailedEvent;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskReference;
import io.kerground.core.WorkerLostException;

/**
 * Tells the handlers of errors of tasks that failed because their processes died. Only
 * the node that stored the failure hears of its commit, so they are told once.
 */
final class LostTasks implements CommitListener {

	private final WorkerRegistry registry;

	private final Consumer<AttemptFailure> failures;

	LostTasks(WorkerRegistry registry, Consumer<AttemptFailure> failures) {
		this.registry = registry;
		this.failures = failures;
	}

	@Override
	public void committed(List<TaskEvent> events, long nanos) {
		for (TaskEvent event : events) {
			if (event instanceof TaskFailedEvent failed && failed.error().type().equals(TaskError.WORKER_LOST)) {
				this.failures.accept(failure(failed.task(), failed.error()));
			}
		}
	}

	private AttemptFailure failure(TaskReference task, TaskError error) {
		WorkerTask worker = this.registry.task(task.name());
		TaskBody body = (worker != null) ? worker.body() : (arguments) -> null;
		return new AttemptFailure(body, new LostContext(task), task, new WorkerLostException(error.message()),
				new TaskOutcome.Fail(error));
	}

	/**
	 * The context of a run whose process is gone.
	 *
	 * @param task the task
	 */
	private record LostContext(TaskReference task) implements TaskContext {

		@Override
		public UUID taskId() {
			return this.task.id();
		}

		@Override
		public String name() {
			return this.task.name();
		}

		@Override
		public int attempt() {
			return this.task.attempt();
		}

		@Override
		public TaskPriority priority() {
			return this.task.priority();
		}

		@Override
		public String queue() {
			return this.task.queue();
		}

		@Override
		public long fence() {
			return 0;
		}

		@Override
		public boolean isStopping() {
			return false;
		}

		@Override
		public boolean isLost() {
			return true;
		}

		@Override
		public void progress(long done, long total) {
			// nothing of this run is stored any more
		}

	}

}

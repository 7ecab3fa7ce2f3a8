package io.kerground.engine;

import java.util.UUID;

import io.kerground.core.TaskContext;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskProgress;

/**
 * The context that a body is given.
 */
final class ExecutionContext implements TaskContext {

	private final TaskExecution execution;

	ExecutionContext(TaskExecution execution) {
		this.execution = execution;
	}

	@Override
	public UUID taskId() {
		return this.execution.id();
	}

	@Override
	public String name() {
		return this.execution.task().reference().name();
	}

	@Override
	public int attempt() {
		return this.execution.task().reference().attempt();
	}

	@Override
	public TaskPriority priority() {
		return this.execution.task().reference().priority();
	}

	@Override
	public String queue() {
		return this.execution.task().reference().queue();
	}

	@Override
	public long fence() {
		return this.execution.task().fence();
	}

	@Override
	public boolean isStopping() {
		return this.execution.isStopping();
	}

	@Override
	public boolean isLost() {
		return this.execution.isLost();
	}

	@Override
	public void progress(long done, long total) {
		if (done < 0 || total < 0) {
			throw new IllegalArgumentException("done and total must not be negative");
		}
		this.execution.progress(new TaskProgress(done, total));
	}

}

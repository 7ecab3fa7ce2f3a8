package io.kerground.chaos;

import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.core.TaskContext;

/**
 * The tasks of the scripted cycle.
 */
@KerWorker("cycle")
class CycleWorker {

	/** Set in a process that is to die within a body. */
	static final String HALT = "chaos.halt";

	private final SideFile journal;

	CycleWorker(SideFile journal) {
		this.journal = journal;
	}

	/**
	 * Runs to its end.
	 */
	public String work(String token, TaskContext context) {
		this.journal.append("S", context.taskId(), token);
		if (Boolean.getBoolean(HALT)) {
			Runtime.getRuntime().halt(0);
		}
		return token;
	}

	/**
	 * Fails at its first attempt.
	 */
	@KerTask(maxAttempts = 9, backoff = "5ms")
	public String flaky(String token, TaskContext context) {
		this.journal.append("S", context.taskId(), token);
		if (context.attempt() == 1) {
			throw new IllegalStateException("The first attempt fails");
		}
		return token;
	}

	/**
	 * Finishes and is pruned soon.
	 */
	public String prunable(String token, TaskContext context) {
		return work(token, context);
	}

}

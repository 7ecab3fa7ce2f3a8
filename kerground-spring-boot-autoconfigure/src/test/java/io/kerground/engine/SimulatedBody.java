package io.kerground.engine;

import java.util.concurrent.CompletableFuture;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskContext;

/**
 * A body that runs in a simulated process: what it does next is a step of the simulation.
 */
final class SimulatedBody extends CompletableFuture<Object> {

	final ClaimedTask task;

	final TaskContext context;

	/** Whether it does not hear that it is interrupted. */
	final boolean deaf;

	/** Whether it does not end by itself before all goes well again. */
	final boolean endless;

	SimulatedBody(ClaimedTask task, TaskContext context, boolean deaf, boolean endless) {
		this.task = task;
		this.context = context;
		this.deaf = deaf;
		this.endless = endless;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		return !this.deaf && super.cancel(mayInterruptIfRunning);
	}

}

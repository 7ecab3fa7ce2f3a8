package io.kerground.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.kerground.core.TaskClock;
import io.kerground.core.WorkerHandle;

/**
 * What the handles of all kinds of workers have in common: stopping and waiting.
 */
abstract class StoppableHandle implements WorkerHandle {

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final TaskClock clock;

	StoppableHandle(TaskClock clock) {
		this.clock = clock;
	}

	/**
	 * Returns whether a run is under way on any node.
	 */
	abstract boolean isRunning();

	@Override
	public boolean stop(Duration timeout) {
		long begun = this.clock.nanos();
		stop();
		while (isRunning()) {
			if (this.clock.nanos() - begun >= timeout.toNanos() || Thread.currentThread().isInterrupted()) {
				return false;
			}
			LockSupport.parkNanos(this, LOOK_NANOS);
		}
		return true;
	}

	@Override
	public CompletableFuture<Boolean> stopAsync() {
		return CompletableFuture.supplyAsync(this::stop,
				EngineThreads.perTask(EngineThreads.factory("kerground-stop-")));
	}

	@Override
	public boolean restart(Duration timeout) {
		boolean ended = stop(timeout);
		start();
		return ended;
	}

}

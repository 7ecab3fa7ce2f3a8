package io.kerground.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.kerground.core.TaskClock;
import io.kerground.core.WorkerStart;
import io.kerground.core.WorkerState;
import org.jspecify.annotations.Nullable;

/**
 * Controls a loop of this node.
 */
final class LoopHandle extends StoppableHandle {

	private final LoopWorker loop;

	LoopHandle(LoopWorker loop, TaskClock clock) {
		super(clock);
		this.loop = loop;
	}

	@Override
	public String name() {
		return this.loop.definition().name();
	}

	@Override
	public String kind() {
		return "loop";
	}

	@Override
	public boolean start(WorkerStart start) {
		if (!start.equals(WorkerStart.AS_DECLARED)) {
			throw new IllegalArgumentException(
					"Worker " + name() + " is a loop, so that it can only be started as its code says");
		}
		return this.loop.start();
	}

	@Override
	public boolean stop() {
		boolean ran = !this.loop.isStopped();
		this.loop.stop();
		return ran;
	}

	@Override
	public boolean trigger() {
		throw new UnsupportedOperationException("Worker " + name() + " is a loop, which runs all the time");
	}

	@Override
	public UUID put(@Nullable Object... arguments) {
		throw new UnsupportedOperationException("Worker " + name() + " is a loop, which takes no items");
	}

	@Override
	public WorkerState state() {
		if (this.loop.isStopped()) {
			return WorkerState.STOPPED;
		}
		return isRunning() ? WorkerState.RUNNING : WorkerState.WAITING;
	}

	@Override
	boolean isRunning() {
		return this.loop.isRunning();
	}

	@Override
	public Optional<Instant> lastExecuted() {
		return this.loop.lastExecuted();
	}

}

package io.kerground.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import io.kerground.core.TaskClock;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskNames;
import io.kerground.core.TaskPriority;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one loop of this node. Safe for use by several threads.
 */
final class LoopWorker {

	private static final Logger logger = LoggerFactory.getLogger(LoopWorker.class);

	private static final long LOOK_NANOS = 100_000_000;

	private final LoopDefinition definition;

	private final TaskClock clock;

	private volatile EngineThreads.@Nullable Loop loop;

	/** Guarded by this: the loop before, whose last run may not have ended. */
	private EngineThreads.@Nullable Loop former;

	private volatile long lastExecuted;

	private volatile boolean running;

	/** Guarded by this: whether the engine runs, so that the loop may. */
	private boolean open;

	/** Guarded by this: whether the worker was stopped by hand or by itself. */
	private boolean stopped;

	LoopWorker(LoopDefinition definition, TaskClock clock) {
		this.definition = definition;
		this.clock = clock;
	}

	LoopDefinition definition() {
		return this.definition;
	}

	/**
	 * Begins with the engine, unless the worker was stopped before.
	 */
	synchronized void open() {
		this.open = true;
		begin();
	}

	private void begin() {
		if (this.open && !this.stopped && this.loop == null) {
			EngineThreads.Loop before = this.former;
			this.loop = EngineThreads.loop("kerground-loop-",
					() -> (before == null || before.join(LOOK_NANOS)) ? pass() : 0);
		}
	}

	/**
	 * Ends with the engine. Does not wait.
	 * @return the loop to wait for, or null
	 */
	synchronized EngineThreads.@Nullable Loop close() {
		this.open = false;
		return end();
	}

	private EngineThreads.@Nullable Loop end() {
		EngineThreads.Loop present = this.loop;
		this.loop = null;
		if (present != null) {
			this.former = present;
			present.end();
			present.interrupt();
		}
		return present;
	}

	synchronized boolean start() {
		boolean wasStopped = this.stopped;
		this.stopped = false;
		begin();
		return wasStopped;
	}

	synchronized EngineThreads.@Nullable Loop stop() {
		this.stopped = true;
		return end();
	}

	private long pass() throws Exception {
		this.lastExecuted = this.clock.millis();
		this.running = true;
		try {
			Object value = this.definition.body().run(arguments());
			if (value instanceof CompletionStage<?> stage) {
				value = stage.toCompletableFuture().get();
			}
			if (Boolean.FALSE.equals(value)) {
				logger.info("The loop {} ends, since its method returned false", this.definition.name());
				endItself();
			}
		}
		catch (Exception | Error ex) {
			tell(ex);
			throw ex;
		}
		catch (Throwable ex) {
			tell(ex);
			throw new IllegalStateException(ex);
		}
		finally {
			this.running = false;
		}
		return this.definition.pause().toNanos();
	}

	/**
	 * Tells the worker's own handler, unless the loop was interrupted because it ends.
	 */
	private void tell(Throwable ex) {
		if (isStopped() || Thread.currentThread().isInterrupted() || ex instanceof InterruptedException) {
			return;
		}
		try {
			this.definition.body().onError(ThrowableReport.unwrapped(ex), new Context());
		}
		catch (Throwable trouble) {
			logger.warn("The error handler of loop {} failed", this.definition.name(), trouble);
		}
	}

	private synchronized void endItself() {
		this.stopped = true;
		EngineThreads.Loop present = this.loop;
		this.loop = null;
		if (present != null) {
			this.former = present;
			present.end();
		}
	}

	private @Nullable Object[] arguments() {
		return this.definition.takesContext() ? new @Nullable Object[] { new Context() } : new @Nullable Object[0];
	}

	synchronized boolean isStopped() {
		return this.stopped;
	}

	boolean isRunning() {
		return this.running;
	}

	Optional<Instant> lastExecuted() {
		long last = this.lastExecuted;
		return (last != 0) ? Optional.of(Instant.ofEpochMilli(last)) : Optional.empty();
	}

	/**
	 * What a loop may know: nothing of it is stored.
	 */
	private final class Context implements TaskContext {

		private final UUID id = new UUID(0, 0);

		@Override
		public UUID taskId() {
			return this.id;
		}

		@Override
		public String name() {
			return LoopWorker.this.definition.name();
		}

		@Override
		public int attempt() {
			return 1;
		}

		@Override
		public TaskPriority priority() {
			return TaskPriority.NORMAL;
		}

		@Override
		public String queue() {
			return TaskNames.DEFAULT_QUEUE;
		}

		@Override
		public long fence() {
			return 0;
		}

		@Override
		public boolean isStopping() {
			return LoopWorker.this.loop == null;
		}

		@Override
		public boolean isLost() {
			return false;
		}

		@Override
		public void progress(long done, long total) {
			logger.debug("The loop {} has come to {} of {}", name(), done, total);
		}

	}

}

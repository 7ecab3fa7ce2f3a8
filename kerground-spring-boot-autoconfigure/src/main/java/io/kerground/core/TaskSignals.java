package io.kerground.core;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Wakes those who wait for the end of a task. Whoever waits registers first and looks at
 * the store after, so that no end is missed. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class TaskSignals {

	private final ConcurrentHashMap<UUID, Signal> signals = new ConcurrentHashMap<>();

	private volatile boolean closed;

	/**
	 * Registers a waiter.
	 * @param id the task to wait for
	 * @return the registration, to be closed when the wait is over
	 * @throws KergroundClosedException if Kerground is shut down
	 */
	public Waiting waitFor(UUID id) {
		Signal signal = this.signals.compute(id, (key, present) -> {
			Signal next = (present != null) ? present : new Signal();
			next.waiters++;
			return next;
		});
		Waiting waiting = new Waiting(id, signal);
		if (this.closed) {
			waiting.close();
			throw closedException();
		}
		return waiting;
	}

	/**
	 * Wakes the waiters of a task. Does not wait.
	 * @param id the task that ended
	 */
	public void ended(UUID id) {
		if (!this.signals.isEmpty()) {
			Signal signal = this.signals.remove(id);
			if (signal != null) {
				signal.future.complete(null);
			}
		}
	}

	/**
	 * Returns which tasks are waited for.
	 * @return a copy of the ids
	 */
	public Set<UUID> awaited() {
		return this.signals.isEmpty() ? Set.of() : Set.copyOf(this.signals.keySet());
	}

	/**
	 * Lets waiters in, also after {@link #close()}.
	 */
	public void open() {
		this.closed = false;
	}

	/**
	 * Ends every wait with a {@link KergroundClosedException} and refuses new ones.
	 */
	public void close() {
		this.closed = true;
		for (UUID id : awaited()) {
			Signal signal = this.signals.remove(id);
			if (signal != null) {
				signal.future.completeExceptionally(closedException());
			}
		}
	}

	private static KergroundClosedException closedException() {
		return new KergroundClosedException("Kerground is shut down; the task itself goes on when it is started again");
	}

	private static final class Signal {

		private final CompletableFuture<Void> future = new CompletableFuture<>();

		private int waiters;

	}

	/**
	 * The registration of one waiter.
	 */
	public final class Waiting implements AutoCloseable {

		private final UUID id;

		private final Signal signal;

		private Waiting(UUID id, Signal signal) {
			this.id = id;
			this.signal = signal;
		}

		/**
		 * Returns what completes when the task ends. Whatever follows it must be
		 * asynchronous: it completes on the store's writer thread.
		 * @return the future
		 */
		CompletableFuture<Void> future() {
			return this.signal.future;
		}

		/**
		 * Waits for the task's end.
		 * @param timeout the longest wait
		 * @return whether the task was said to have ended
		 * @throws InterruptedException if the thread is interrupted
		 * @throws KergroundClosedException if Kerground is shut down meanwhile
		 */
		public boolean await(Duration timeout) throws InterruptedException {
			try {
				this.signal.future.get(Math.max(0, TimeUnit.NANOSECONDS.convert(timeout)), TimeUnit.NANOSECONDS);
				return true;
			}
			catch (TimeoutException ex) {
				return false;
			}
			catch (ExecutionException ex) {
				throw closedException();
			}
		}

		@Override
		public void close() {
			TaskSignals.this.signals.computeIfPresent(this.id, (key, present) -> {
				if (present != this.signal) {
					return present;
				}
				present.waiters--;
				return (present.waiters > 0) ? present : null;
			});
		}

	}

}

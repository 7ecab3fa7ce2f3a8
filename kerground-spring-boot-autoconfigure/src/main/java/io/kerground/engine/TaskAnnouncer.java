package io.kerground.engine;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.kerground.core.BeginListener;
import io.kerground.core.CommitListener;
import io.kerground.core.TaskBatchEndedEvent;
import io.kerground.core.TaskCancelledEvent;
import io.kerground.core.TaskErrorHandler;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskListener;
import io.kerground.core.TaskLostEvent;
import io.kerground.core.TaskMoveEvent;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskSignals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of committed moves: wakes those who wait for an end at once, and the listeners on
 * a thread of their own. Listeners that are too slow miss events rather than hold the
 * store up; how many is logged.
 *
 * @since 0.1.0
 */
public final class TaskAnnouncer implements CommitListener {

	private static final Logger logger = LoggerFactory.getLogger(TaskAnnouncer.class);

	private static final int MAX_WAITING_GROUPS = 100_000;

	private final BlockingQueue<List<TaskEvent>> waiting = new LinkedBlockingQueue<>(MAX_WAITING_GROUPS);

	private final Queue<TaskLostEvent> lost = new ConcurrentLinkedQueue<>();

	private final List<TaskListener> listeners = new CopyOnWriteArrayList<>();

	private final List<CommitListener> commitListeners = new CopyOnWriteArrayList<>();

	private final Queue<AttemptFailure> failures = new ConcurrentLinkedQueue<>();

	private final List<TaskErrorHandler> errorHandlers = new CopyOnWriteArrayList<>();

	private final List<BeginListener> beginListeners = new CopyOnWriteArrayList<>();

	private final LongAdder missed = new LongAdder();

	private final TaskSignals signals;

	private volatile Consumer<TaskCancelledEvent> cancelled = (event) -> {
	};

	/**
	 * Creates an announcer.
	 * @param signals those who wait for ends
	 */
	public TaskAnnouncer(TaskSignals signals) {
		this.signals = signals;
	}

	/**
	 * Adds a listener.
	 * @param listener hears of every later move
	 */
	public void addListener(TaskListener listener) {
		this.listeners.add(listener);
	}

	/**
	 * Adds a listener of commits, which is called on the writer thread.
	 * @param listener hears of every later commit
	 */
	public void addCommitListener(CommitListener listener) {
		this.commitListeners.add(listener);
	}

	/**
	 * Adds a listener of beginning bodies, which is called on their threads.
	 * @param listener hears of every later begin
	 */
	public void addBeginListener(BeginListener listener) {
		this.beginListeners.add(listener);
	}

	/**
	 * Adds a handler of failed attempts.
	 * @param handler hears of every later failure
	 */
	public void addErrorHandler(TaskErrorHandler handler) {
		this.errorHandlers.add(handler);
	}

	/**
	 * Tells the worker and the handlers that an attempt failed.
	 */
	void failed(AttemptFailure failure) {
		this.failures.add(failure);
		wake();
	}

	private void tellFailures() {
		for (AttemptFailure failure = this.failures.poll(); failure != null; failure = this.failures.poll()) {
			failure.tell(this.errorHandlers);
		}
	}

	void begun(TaskReference task, Duration waited) {
		for (BeginListener listener : this.beginListeners) {
			listener.begun(task, waited);
		}
	}

	/**
	 * Tells the listeners that this node lost a task.
	 */
	void lost(TaskLostEvent event) {
		if (!this.listeners.isEmpty()) {
			this.lost.add(event);
			wake();
		}
	}

	void whenCancelled(Consumer<TaskCancelledEvent> action) {
		this.cancelled = action;
	}

	@Override
	public void committed(List<TaskEvent> events, long nanos) {
		for (CommitListener listener : this.commitListeners) {
			listener.committed(events, nanos);
		}
		for (TaskEvent event : events) {
			signal(event);
		}
		if (!this.listeners.isEmpty() && !events.isEmpty() && !this.waiting.offer(events)) {
			this.missed.add(events.size());
		}
	}

	private void signal(TaskEvent event) {
		if (event instanceof TaskBatchEndedEvent batch) {
			this.signals.ended(batch.id());
			return;
		}
		switch (event.verb()) {
			case FINISH, FAIL, DELETE -> this.signals.ended(((TaskMoveEvent) event).task().id());
			case CANCEL -> {
				TaskCancelledEvent cancel = (TaskCancelledEvent) event;
				this.cancelled.accept(cancel);
				this.signals.ended(cancel.task().id());
			}
			case SEND, CLAIM, RETRY, SNOOZE, RELEASE, RESCUE, UNBLOCK, PRUNE -> {
			}
		}
	}

	/**
	 * Waits a while for a group of events and tells the listeners of it.
	 */
	void runOnce(long waitNanos) throws InterruptedException {
		List<TaskEvent> events = this.waiting.poll(waitNanos, TimeUnit.NANOSECONDS);
		if (events != null) {
			events.forEach(this::tell);
		}
		tellLost();
		tellFailures();
		long dropped = this.missed.sumThenReset();
		if (dropped > 0) {
			logger.warn("Task listeners are too slow and missed {} events", dropped);
		}
	}

	/**
	 * Ends a wait in {@link #runOnce} early.
	 */
	void wake() {
		if (!this.waiting.offer(List.of())) {
			logger.debug("Many events wait, so that nobody waits for one");
		}
	}

	/**
	 * Tells the listeners of everything that waits.
	 */
	void drain() {
		List<TaskEvent> events = this.waiting.poll();
		while (events != null) {
			events.forEach(this::tell);
			events = this.waiting.poll();
		}
		tellLost();
		tellFailures();
	}

	private void tellLost() {
		for (TaskLostEvent event = this.lost.poll(); event != null; event = this.lost.poll()) {
			for (TaskListener listener : this.listeners) {
				try {
					listener.onTaskLost(event);
				}
				catch (Throwable ex) {
					logger.warn("A task listener failed on a lost task", ex);
				}
			}
		}
	}

	private void tell(TaskEvent event) {
		for (TaskListener listener : this.listeners) {
			try {
				listener.onTaskEvent(event);
			}
			catch (Throwable ex) {
				logger.warn("A task listener failed on {}", event.verb().word(), ex);
			}
		}
	}

}

package io.kerground.engine;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.core.SlotLender;
import io.kerground.core.TaskPriority;

/**
 * The slots in which tasks run. Counts permits, not threads: threads come from an
 * executor without a limit, so that a task that lends its slot while it waits keeps its
 * thread. Critical tasks start beyond the size. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class WorkerPool implements SlotLender {

	private static final Loan NOTHING_LENT = () -> {
	};

	private final Executor threads;

	private final AtomicInteger active = new AtomicInteger();

	private final AtomicInteger activeCritical = new AtomicInteger();

	/** Which slot of this very pool the thread's body holds. */
	@SuppressWarnings("ThreadLocalUsage")
	private final ThreadLocal<TaskPriority> held = new ThreadLocal<>();

	private final ThreadHygiene hygiene;

	private volatile PoolLimits limits;

	private volatile Runnable slotFreed = () -> {
	};

	/**
	 * Creates a pool.
	 * @param limits how many tasks run at once
	 * @param threads runs each body on a thread of its own
	 */
	public WorkerPool(PoolLimits limits, Executor threads) {
		this(limits, threads, List.of());
	}

	/**
	 * Creates a pool.
	 * @param limits how many tasks run at once
	 * @param threads runs each body on a thread of its own
	 * @param cleaners take away what bodies leave on their threads
	 */
	public WorkerPool(PoolLimits limits, Executor threads, List<ThreadCleaner> cleaners) {
		this.limits = limits;
		this.threads = threads;
		this.hygiene = new ThreadHygiene(cleaners);
	}

	ThreadHygiene hygiene() {
		return this.hygiene;
	}

	/**
	 * Returns how many tasks run at once.
	 * @return the limits
	 */
	public PoolLimits limits() {
		return this.limits;
	}

	/**
	 * Changes how many tasks run at once. More may start immediately; none is ended
	 * because there are fewer slots.
	 * @param limits the new limits
	 */
	public void resize(PoolLimits limits) {
		this.limits = limits;
		this.slotFreed.run();
	}

	/**
	 * Returns how many slots are taken. Critical tasks and loans taken back may raise it
	 * above the size.
	 * @return the number of tasks that run
	 */
	public int active() {
		return this.active.get();
	}

	int activeCritical() {
		return this.activeCritical.get();
	}

	void whenSlotFreed(Runnable action) {
		this.slotFreed = action;
	}

	/**
	 * Takes a slot if a task of a priority may start.
	 */
	boolean tryTake(TaskPriority priority) {
		AtomicInteger counter = (priority == TaskPriority.CRITICAL) ? this.activeCritical : this.active;
		int limit = this.limits.of(priority);
		int taken = counter.get();
		while (taken < limit) {
			if (counter.compareAndSet(taken, taken + 1)) {
				if (priority == TaskPriority.CRITICAL) {
					this.active.incrementAndGet();
				}
				return true;
			}
			taken = counter.get();
		}
		return false;
	}

	@Override
	public boolean isFull(TaskPriority priority) {
		AtomicInteger counter = (priority == TaskPriority.CRITICAL) ? this.activeCritical : this.active;
		return counter.get() >= this.limits.of(priority);
	}

	private void takeBack(TaskPriority priority) {
		this.active.incrementAndGet();
		if (priority == TaskPriority.CRITICAL) {
			this.activeCritical.incrementAndGet();
		}
	}

	void free(TaskPriority priority) {
		this.active.decrementAndGet();
		if (priority == TaskPriority.CRITICAL) {
			this.activeCritical.decrementAndGet();
		}
	}

	void execute(Runnable body) {
		this.threads.execute(body);
	}

	/**
	 * Lets the present thread lend the slot that its body was given.
	 */
	void enter(TaskPriority priority) {
		this.held.set(priority);
	}

	void leave() {
		this.held.remove();
	}

	@Override
	public Loan lend() {
		TaskPriority priority = this.held.get();
		if (priority == null) {
			return NOTHING_LENT;
		}
		leave();
		free(priority);
		this.slotFreed.run();
		return () -> {
			takeBack(priority);
			enter(priority);
		};
	}

}

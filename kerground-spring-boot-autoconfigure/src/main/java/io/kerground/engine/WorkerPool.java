package io.kerground.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.core.ClaimDemand;
import io.kerground.core.SlotLender;

/**
 * The slots in which tasks run. Counts permits, not threads: threads come from an
 * executor without a limit, so that a task that lends its slot while it waits keeps its
 * thread. Critical tasks start beyond the size. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class WorkerPool implements SlotLender {

	/*
	 * Slots are only taken on the store's writer thread, between a demand and the next,
	 * so a demand needs no reservation: until the claimed tasks arrive the number of
	 * active slots can only fall, or rise by loans taken back, which may go beyond the
	 * size.
	 */

	private static final int CRITICAL_AT_ONCE = 256;

	private static final Loan NOTHING_LENT = () -> {
	};

	private final Executor threads;

	private final int size;

	private final AtomicInteger active = new AtomicInteger();

	private final ThreadLocal<Boolean> holdsSlot = new ThreadLocal<>();

	private volatile Runnable slotFreed = () -> {
	};

	/**
	 * Creates a pool.
	 * @param size how many tasks that are not critical run at once; 0 for no limit
	 * @param threads runs each body on a thread of its own
	 */
	public WorkerPool(int size, Executor threads) {
		this.size = size;
		this.threads = threads;
	}

	/**
	 * Returns how many tasks that are not critical run at once.
	 * @return the size; 0 for no limit
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Returns how many slots are taken. Critical tasks and loans taken back may raise it
	 * above the size.
	 * @return the number of tasks that run
	 */
	public int active() {
		return this.active.get();
	}

	ClaimDemand demand() {
		int free = (this.size > 0) ? Math.max(0, this.size - this.active.get()) : CRITICAL_AT_ONCE;
		return new ClaimDemand(CRITICAL_AT_ONCE, free, free, free);
	}

	void whenSlotFreed(Runnable action) {
		this.slotFreed = action;
	}

	void take() {
		this.active.incrementAndGet();
	}

	void free() {
		this.active.decrementAndGet();
	}

	void execute(Runnable body) {
		this.threads.execute(body);
	}

	void enter() {
		this.holdsSlot.set(Boolean.TRUE);
	}

	void leave() {
		this.holdsSlot.remove();
	}

	@Override
	public Loan lend() {
		if (this.holdsSlot.get() == null) {
			return NOTHING_LENT;
		}
		leave();
		free();
		this.slotFreed.run();
		return () -> {
			take();
			enter();
		};
	}

}

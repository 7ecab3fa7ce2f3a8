package io.kerground.jdbc;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many outcomes of tasks are on their way into the store. Holds those up who add more
 * than it takes, but never while the store can't be written: no tasks are claimed then,
 * so that there are no more of them than bodies, and nobody must wait for a disk.
 */
final class Backlog {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final int limit;

	private int size;

	private boolean unlimited;

	Backlog(int limit) {
		this.limit = limit;
	}

	/**
	 * Adds one, when there is room for it.
	 */
	void add() {
		this.lock.lock();
		try {
			while (this.size >= this.limit && !this.unlimited) {
				this.changed.awaitUninterruptibly();
			}
			this.size++;
		}
		finally {
			this.lock.unlock();
		}
	}

	void remove(int number) {
		this.lock.lock();
		try {
			this.size -= number;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Says whether everybody may add without waiting.
	 */
	void setUnlimited(boolean unlimited) {
		this.lock.lock();
		try {
			this.unlimited = unlimited;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}

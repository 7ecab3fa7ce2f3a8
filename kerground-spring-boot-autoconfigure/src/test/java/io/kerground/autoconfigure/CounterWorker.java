package io.kerground.autoconfigure;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;

/**
 * A worker for tests of the wiring.
 */
@KerWorker("counter")
class CounterWorker {

	private final AtomicInteger running = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private final CountDownLatch started = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	public int next(int number) {
		return number + 1;
	}

	public String repeat(String text, int times) {
		return text.repeat(times);
	}

	public void fail() {
		throw new IllegalStateException("wrong on purpose");
	}

	@KerTask(queue = "other")
	public int nextElsewhere(int number) {
		return number + 1;
	}

	public boolean isVirtual() throws Exception {
		return (boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread());
	}

	/**
	 * Waits until the test lets it go, whoever interrupts it.
	 */
	public void hold() {
		this.most.accumulateAndGet(this.running.incrementAndGet(), Math::max);
		this.started.countDown();
		boolean over = false;
		while (!over) {
			try {
				this.released.await();
				over = true;
			}
			catch (InterruptedException ex) {
				// goes on, as a body does that cannot be interrupted
			}
		}
		this.running.decrementAndGet();
	}

	void awaitStarted() throws InterruptedException {
		this.started.await();
	}

	void release() {
		this.released.countDown();
	}

	int running() {
		return this.running.get();
	}

	int most() {
		return this.most.get();
	}

}

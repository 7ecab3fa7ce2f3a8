package io.kerground.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * Threads that send tasks one by one until they are stopped.
 */
final class Senders {

	static final String TEXT = "a text of one line";

	private final AtomicLong numbers;

	private final LongAdder sent = new LongAdder();

	private final List<Future<?>> senders = new ArrayList<>();

	private final ExecutorService threads;

	private volatile boolean stopped;

	/**
	 * Starts to send.
	 * @param first the number of the first task
	 */
	Senders(TaskSystem system, int threads, long first) {
		this((number) -> system.send(number, TEXT), threads, first);
	}

	/**
	 * Starts to send.
	 * @param send sends the task with a number
	 * @param first the number of the first task
	 */
	Senders(LongConsumer send, int threads, long first) {
		this.numbers = new AtomicLong(first);
		this.threads = Executors.newFixedThreadPool(Math.max(1, threads));
		for (int i = 0; i < threads; i++) {
			this.senders.add(this.threads.submit(() -> repeat(send)));
		}
	}

	private void repeat(LongConsumer send) {
		while (!this.stopped) {
			send.accept(this.numbers.getAndIncrement());
			this.sent.increment();
		}
	}

	long sent() {
		return this.sent.sum();
	}

	/**
	 * Ends sending and waits until every task is stored that was begun with.
	 * @return how many were sent in all
	 */
	long stop() throws InterruptedException, ExecutionException {
		this.stopped = true;
		for (Future<?> sender : this.senders) {
			sender.get();
		}
		this.threads.shutdown();
		return this.sent.sum();
	}

}

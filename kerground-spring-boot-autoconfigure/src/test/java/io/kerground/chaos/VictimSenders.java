package io.kerground.chaos;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.kerground.core.KergroundClosedException;
import io.kerground.core.KergroundException;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.StoreException;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;

/**
 * Threads that send tasks until they are told to stop, or until a number is sent. They
 * pause while many tasks wait.
 */
final class VictimSenders {

	private static final int BACKLOG = 200;

	private static final int PAUSE_MILLIS = 50;

	private final AtomicInteger numbers = new AtomicInteger();

	private final AtomicInteger active = new AtomicInteger();

	private final KergroundTemplate ker;

	private final SideFile journal;

	private final String name;

	private volatile int limit = Integer.MAX_VALUE;

	VictimSenders(KergroundTemplate ker, SideFile journal, String name) {
		this.ker = ker;
		this.journal = journal;
		this.name = name;
	}

	void start(int threads) {
		this.active.set(threads);
		for (int i = 0; i < threads; i++) {
			Thread thread = new Thread(this::send, "sender-" + i);
			thread.setDaemon(true);
			thread.start();
		}
	}

	/**
	 * Lets the threads end after some more tasks.
	 */
	void endAfter(int more) {
		this.limit = this.numbers.get() + more;
	}

	boolean areDone() {
		return this.active.get() == 0;
	}

	private void send() {
		try {
			boolean open = true;
			while (open && this.numbers.get() < this.limit) {
				pause();
				int number = this.numbers.incrementAndGet();
				open = (number % 25 == 0) ? sendBatch(number) : sendOne(token(number));
			}
		}
		finally {
			this.active.decrementAndGet();
		}
	}

	private void pause() {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextInt(PAUSE_MILLIS)));
		while (this.limit == Integer.MAX_VALUE && this.ker.stats().count(TaskStatus.PENDING) > BACKLOG) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
		}
	}

	private String token(int number) {
		return this.name + "-" + number;
	}

	private boolean sendOne(String token) {
		this.journal.append("I", token);
		try {
			UUID id = (Tokens.number(token) % 2 == 0) ? this.ker.send(VictimWorker::work, token)
					: this.ker.send(request(token));
			this.journal.append("A", token, id);
			return true;
		}
		catch (KergroundException ex) {
			return failed(List.of(token), ex);
		}
	}

	private boolean sendBatch(int number) {
		List<String> tokens = IntStream.range(0, 5).mapToObj((i) -> token(number) + "." + i + "-" + i * 2).toList();
		tokens.forEach((token) -> this.journal.append("I", token));
		try {
			List<UUID> ids = this.ker.sendAll(tokens.stream().map(VictimSenders::request).toList());
			for (int i = 0; i < tokens.size(); i++) {
				this.journal.append("A", tokens.get(i), ids.get(i));
			}
			return true;
		}
		catch (KergroundException ex) {
			return failed(tokens, ex);
		}
	}

	private boolean failed(List<String> tokens, KergroundException ex) {
		boolean unknown = ex instanceof StoreException store && store.isOutcomeUnknown();
		String text = String.valueOf(ex.getMessage()).replaceAll("\\s+", "_");
		tokens.forEach((token) -> this.journal.append("E", token, unknown ? "unknown" : "not-stored",
				ex.getClass().getSimpleName(), text));
		return !(ex instanceof KergroundClosedException);
	}

	private static TaskRequest request(String token) {
		TaskRequest request = TaskRequest.of(VictimWorker::work, token);
		if (Tokens.isHopeless(token)) {
			request = TaskRequest.of(VictimWorker::hopeless, token);
		}
		else if (Tokens.isFlaky(token)) {
			request = TaskRequest.of(VictimWorker::flaky, token);
		}
		else if (Tokens.isDelayed(token)) {
			request = request.delay(Duration.ofMillis(150));
		}
		return (Tokens.number(token) % 10 == 9) ? request.id(UUID.randomUUID()).priority(TaskPriority.HIGH) : request;
	}

}

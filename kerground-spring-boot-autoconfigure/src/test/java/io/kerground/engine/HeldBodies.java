package io.kerground.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import static org.awaitility.Awaitility.await;

/**
 * Bodies that tell when they begin and end when the test says so, each known by the value
 * that its task was sent with.
 */
final class HeldBodies {

	private final List<String> begun = new CopyOnWriteArrayList<>();

	private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();

	private volatile boolean open;

	/**
	 * A body that waits for its release, and ends early when it is interrupted.
	 */
	Object hold(Object[] arguments) throws InterruptedException {
		String name = (String) arguments[0];
		this.begun.add(name);
		latch(name).await();
		return name;
	}

	/**
	 * A body that waits for its release whoever interrupts it.
	 */
	Object holdOn(Object[] arguments) {
		String name = (String) arguments[0];
		this.begun.add(name);
		while (true) {
			try {
				latch(name).await();
				return name;
			}
			catch (InterruptedException ex) {
				this.begun.add(name + " interrupted");
			}
		}
	}

	private CountDownLatch latch(String name) {
		return this.latches.computeIfAbsent(name, (missing) -> new CountDownLatch(this.open ? 0 : 1));
	}

	/**
	 * Lets every body end, those that have not begun too.
	 */
	void releaseAll() {
		this.open = true;
		this.latches.values().forEach(CountDownLatch::countDown);
	}

	void release(String name) {
		latch(name).countDown();
	}

	List<String> begun() {
		return List.copyOf(this.begun);
	}

	/**
	 * Waits until as many bodies have begun.
	 */
	List<String> awaitBegun(int count) {
		await().atMost(Duration.ofSeconds(20))
			.pollInterval(Duration.ofMillis(2))
			.until(() -> this.begun.size() >= count);
		return begun();
	}

}

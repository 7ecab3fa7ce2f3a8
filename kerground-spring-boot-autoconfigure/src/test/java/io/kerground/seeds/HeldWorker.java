package io.kerground.seeds;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.kerground.annotation.KerIgnore;
import io.kerground.annotation.KerWorker;

import static org.awaitility.Awaitility.await;

/**
 * A worker whose tasks tell that they have begun and end when the test says so.
 */
@KerWorker("held")
class HeldWorker {

	private final List<String> begun = new CopyOnWriteArrayList<>();

	private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();

	private volatile boolean open;

	public String hold(String name) throws InterruptedException {
		this.begun.add(name);
		latch(name).await();
		return name;
	}

	public String holdOn(String name) {
		this.begun.add(name);
		while (true) {
			try {
				latch(name).await();
				return name;
			}
			catch (InterruptedException ex) {
				// a body that listens to nobody
			}
		}
	}

	private CountDownLatch latch(String name) {
		return this.latches.computeIfAbsent(name, (missing) -> new CountDownLatch(this.open ? 0 : 1));
	}

	@KerIgnore
	public void release(String... names) {
		for (String name : names) {
			latch(name).countDown();
		}
	}

	/**
	 * Lets every body end, those that have not begun too.
	 */
	@KerIgnore
	public void releaseAll() {
		this.open = true;
		this.latches.values().forEach(CountDownLatch::countDown);
	}

	@KerIgnore
	public List<String> begun() {
		return List.copyOf(this.begun);
	}

	@KerIgnore
	public List<String> awaitBegun(int count) {
		await().atMost(SeedApplication.PATIENCE).until(() -> this.begun.size() >= count);
		return begun();
	}

}

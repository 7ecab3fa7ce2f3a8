package io.kerground.dashboard;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.core.TaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks that end in all ways.
 */
@KerWorker("mails")
class DemoWorker {

	private static final Logger logger = LoggerFactory.getLogger(DemoWorker.class);

	public Receipt send(String address) {
		return new Receipt(address, 9007199254740993L, List.of("accepted", "queued"));
	}

	@KerTask(queue = "bulk", maxAttempts = 1)
	public void bounce(String address) {
		throw new IllegalStateException("The server of " + address + " does not answer");
	}

	@KerTask(maxAttempts = 2)
	public void parse(String text) {
		logger.info("Reading '{}' as a number", text);
		try {
			Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("Can't read " + text, ex);
		}
	}

	/**
	 * Runs until it is interrupted, and tells how far it is.
	 */
	@KerTask(queue = "slow")
	public void report(String name, TaskContext context) throws InterruptedException {
		CountDownLatch never = new CountDownLatch(1);
		for (int done = 0; !never.await(1, TimeUnit.SECONDS); done++) {
			context.progress(done % 100, 100);
		}
	}

	record Receipt(String address, long number, List<String> steps) {

	}

}

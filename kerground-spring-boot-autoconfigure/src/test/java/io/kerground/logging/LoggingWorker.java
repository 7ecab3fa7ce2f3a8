package io.kerground.logging;

import java.util.concurrent.CountDownLatch;

import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.core.TaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that logs.
 */
@KerWorker("logging")
class LoggingWorker {

	private static final Logger logger = LoggerFactory.getLogger(LoggingWorker.class);

	private final CountDownLatch logged = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	public void say(String text) {
		logger.debug("debug {}", text);
		logger.info("info {}", text);
		logger.warn("warn {}", text, new IllegalStateException("thrown " + text));
	}

	public void sayMuch(int lines) {
		for (int i = 1; i <= lines; i++) {
			logger.info("line {}", i);
		}
	}

	public void sayLong(int length) {
		logger.info("\u20ac".repeat(length));
	}

	@KerTask(maxAttempts = 2, backoff = "1ms")
	public void failOnce(TaskContext context) {
		logger.info("this is attempt {}", context.attempt());
		if (context.attempt() == 1) {
			throw new IllegalStateException("wrong on purpose");
		}
	}

	public void hold() throws InterruptedException {
		logger.info("before the wait");
		this.logged.countDown();
		this.released.await();
		logger.info("after the wait");
	}

	void awaitLogged() throws InterruptedException {
		this.logged.await();
	}

	void release() {
		this.released.countDown();
	}

}

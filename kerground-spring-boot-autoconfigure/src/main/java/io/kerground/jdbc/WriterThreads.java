package io.kerground.jdbc;

import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the thread of a writer.
 */
final class WriterThreads {

	private static final Logger logger = LoggerFactory.getLogger(GroupCommit.class);

	private WriterThreads() {
	}

	/**
	 * Wakes a writer and waits until it has ended; an interrupt does not end the wait and
	 * is kept.
	 * @return whether it has ended in time
	 */
	static boolean awaitEnd(Thread writer, long millis) {
		LockSupport.unpark(writer);
		boolean interrupted = false;
		while (true) {
			try {
				writer.join(millis);
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		return !writer.isAlive();
	}

	/**
	 * Logs why the writer failed, if there is memory for that: it goes on in any case.
	 */
	static void report(Throwable ex) {
		try {
			logger.error("The task store's writer failed and goes on", ex);
		}
		catch (Throwable unloggable) {
			// whatever could be done here may fail in the same way
		}
	}

}

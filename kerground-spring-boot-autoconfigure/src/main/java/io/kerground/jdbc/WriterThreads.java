package io.kerground.jdbc;

import java.util.concurrent.locks.LockSupport;

/**
 * Looks after the thread of a writer.
 */
final class WriterThreads {

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

}

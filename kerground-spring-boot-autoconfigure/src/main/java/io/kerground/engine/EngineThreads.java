package io.kerground.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place that makes threads: named daemons for the engine's loops, and an
 * executor for bodies.
 *
 * @since 0.1.0
 */
public final class EngineThreads {

	private static final Logger logger = LoggerFactory.getLogger(EngineThreads.class);

	private static final long MAX_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(30);

	private static final long BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private EngineThreads() {
	}

	/**
	 * Returns a factory of daemon threads. They have the context class loader of the
	 * factory's maker, and nothing else of whoever lets them start: a thread is often
	 * started on one that works for something else.
	 * @param name the names of its threads, followed by a number
	 * @return the factory
	 */
	@SuppressWarnings("ThreadPriorityCheck") // only so that none is inherited
	public static ThreadFactory factory(String name) {
		AtomicLong number = new AtomicLong();
		ClassLoader loader = Thread.currentThread().getContextClassLoader();
		return (body) -> {
			Thread thread = new Thread(null, body, name + number.incrementAndGet(), 0, false);
			thread.setContextClassLoader(loader);
			thread.setPriority(Thread.NORM_PRIORITY);
			thread.setDaemon(true);
			thread.setUncaughtExceptionHandler(
					(ended, ex) -> logger.error("The thread {} ended by a failure", ended.getName(), ex));
			return thread;
		};
	}

	/**
	 * Returns an executor that gives each body a thread at once, and keeps idle threads
	 * for some seconds: as long as one lives, so do the classes of its application.
	 * @param threads makes the threads
	 * @return the executor
	 */
	public static Executor reusing(ThreadFactory threads) {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
	}

	/**
	 * Returns an executor that gives each body a new thread, for virtual ones.
	 * @param threads makes the threads
	 * @return the executor
	 */
	public static Executor perTask(ThreadFactory threads) {
		return (body) -> threads.newThread(body).start();
	}

	/**
	 * Starts a loop that never dies by itself: a failure is logged and the next pass
	 * comes after a growing pause.
	 */
	static Loop loop(String name, Pass pass) {
		Loop loop = new Loop(name, pass);
		loop.thread.start();
		return loop;
	}

	/**
	 * One pass of a loop.
	 */
	@FunctionalInterface
	interface Pass {

		/**
		 * Does the work and returns how many nanoseconds to wait before the next pass.
		 */
		long run() throws Exception;

	}

	/**
	 * A running loop.
	 */
	static final class Loop implements Runnable {

		private final Pass pass;

		private final Thread thread;

		private volatile boolean stopped;

		private Loop(String name, Pass pass) {
			this.pass = pass;
			this.thread = factory(name).newThread(this);
		}

		@Override
		public void run() {
			int failures = 0;
			long backoff = BACKOFF_NANOS;
			while (!this.stopped) {
				try {
					long pause = this.pass.run();
					if (failures > 0) {
						int before = failures;
						failures = 0;
						logger.info("{} works again after {} failures", Thread.currentThread().getName(), before);
					}
					backoff = BACKOFF_NANOS;
					pause(pause);
				}
				catch (Throwable ex) {
					if (!this.stopped) {
						log(ex, failures++, TimeUnit.NANOSECONDS.toMillis(backoff));
						pause(backoff);
						backoff = Math.min(MAX_BACKOFF_NANOS, backoff * 2);
					}
				}
			}
		}

		/**
		 * Logs a failure; the stack trace only of the first in a row, since the others
		 * are the same, as in an outage of the store. Without memory logging fails too,
		 * and the loop goes on all the same.
		 */
		private static void log(Throwable ex, int before, long backoff) {
			String name = Thread.currentThread().getName();
			try {
				if (before == 0) {
					logger.error("{} failed and goes on in {} ms", name, backoff, ex);
				}
				else {
					logger.warn("{} failed again and goes on in {} ms: {}", name, backoff, ex.toString());
				}
			}
			catch (Throwable unloggable) {
				// whatever could be done here may fail in the same way
			}
		}

		private void pause(long nanos) {
			if (!this.stopped && nanos > 0) {
				LockSupport.parkNanos(this, nanos);
			}
		}

		/**
		 * Lets the present pass be the last. Does not wait.
		 */
		void end() {
			this.stopped = true;
			LockSupport.unpark(this.thread);
		}

		/**
		 * Interrupts what the present pass waits for.
		 */
		void interrupt() {
			this.thread.interrupt();
		}

		/**
		 * Waits a while for the end of the last pass.
		 * @return whether it has ended
		 */
		boolean join(long nanos) {
			try {
				this.thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return !this.thread.isAlive();
		}

		/**
		 * Waits for the end of the last pass.
		 */
		void join() {
			boolean interrupted = false;
			while (this.thread.isAlive()) {
				try {
					this.thread.join();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}

	}

}

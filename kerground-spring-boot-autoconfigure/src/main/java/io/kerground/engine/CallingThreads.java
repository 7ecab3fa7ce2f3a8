package io.kerground.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Lets threads that wait for bodies run them. While no thread does, bodies run on the
 * usual ones. When several wait, any of them runs a body. Safe for use by several
 * threads.
 *
 * @since 0.1.0
 */
public final class CallingThreads implements BodyThreads {

	private final BlockingQueue<Runnable> handed = new LinkedBlockingQueue<>();

	/** How often each thread has entered; guarded by this. */
	private final Map<Thread, Integer> callers = new HashMap<>();

	private volatile @Nullable Executor usual;

	@Override
	public Executor executor(Executor usual) {
		this.usual = usual;
		return (body) -> {
			if (!hand(body)) {
				usual.execute(body);
			}
		};
	}

	private synchronized boolean hand(Runnable body) {
		return !this.callers.isEmpty() && this.handed.add(body);
	}

	@Override
	public ThreadCleaner cleaner(ThreadCleaner usual) {
		return () -> isCaller() ? null : usual.clean();
	}

	private synchronized boolean isCaller() {
		return this.callers.containsKey(Thread.currentThread());
	}

	/**
	 * Tells that the current thread runs bodies from now on. May be nested.
	 */
	public synchronized void enter() {
		this.callers.merge(Thread.currentThread(), 1, Integer::sum);
	}

	/**
	 * Tells that the current thread runs no bodies any more, or not for this nesting.
	 */
	public void leave() {
		List<Runnable> left = new ArrayList<>();
		synchronized (this) {
			this.callers.computeIfPresent(Thread.currentThread(), (thread, depth) -> (depth > 1) ? depth - 1 : null);
			if (this.callers.isEmpty()) {
				this.handed.drainTo(left);
			}
		}
		left.forEach(Objects.requireNonNull(this.usual)::execute);
	}

	/**
	 * Tells that the current thread runs no bodies until it resumes.
	 * @return how often it has entered
	 */
	public int pause() {
		int depth = depth();
		for (int i = 0; i < depth; i++) {
			leave();
		}
		return depth;
	}

	/**
	 * Tells that the current thread runs bodies as before a pause.
	 * @param depth what the pause returned
	 */
	public void resume(int depth) {
		for (int i = 0; i < depth; i++) {
			enter();
		}
	}

	private synchronized int depth() {
		return this.callers.getOrDefault(Thread.currentThread(), 0);
	}

	/**
	 * Runs a body on the current thread if there is one and it has entered.
	 * @param waitNanos how long to wait for one, in nanoseconds
	 * @return whether one has run
	 */
	public boolean runOne(long waitNanos) {
		boolean interrupted = Thread.interrupted();
		Map<String, String> context = MDC.getCopyOfContextMap();
		try {
			if (!isCaller()) {
				LockSupport.parkNanos(this, waitNanos);
				return false;
			}
			Runnable body = this.handed.poll(waitNanos, TimeUnit.NANOSECONDS);
			if (body == null) {
				return false;
			}
			body.run();
			return true;
		}
		catch (InterruptedException ex) {
			interrupted = true;
			return false;
		}
		finally {
			if (context != null) {
				MDC.setContextMap(context);
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}

package io.kerground.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

import io.kerground.core.KergroundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The submitted calls that run. Safe for use by several threads.
 */
final class SubmittedCalls {

	private static final Logger logger = LoggerFactory.getLogger(SubmittedCalls.class);

	private final Set<SubmittedCall<?>> running = ConcurrentHashMap.newKeySet();

	private final WorkerPool pool;

	SubmittedCalls(WorkerPool pool) {
		this.pool = pool;
	}

	/**
	 * Gives a call that has a slot a thread.
	 * @param before what the thread does first
	 * @return whether there is one; the call is refused otherwise
	 */
	boolean start(SubmittedCall<?> call, Runnable before) {
		this.running.add(call);
		try {
			this.pool.execute(() -> run(call, before));
			return true;
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			logger.error("No thread could be started for a submitted call", ex);
			this.running.remove(call);
			this.pool.free(call.priority());
			call.refuse(new KergroundException("No thread could be started for a submitted call", ex));
			return false;
		}
	}

	private static void run(SubmittedCall<?> call, Runnable before) {
		try {
			before.run();
		}
		finally {
			call.run();
		}
	}

	/**
	 * Notes that a call has ended.
	 */
	void ended(SubmittedCall<?> call) {
		this.running.remove(call);
	}

	/**
	 * Interrupts all that run.
	 */
	void interrupt() {
		this.running.forEach(SubmittedCall::interrupt);
	}

	boolean isEmpty() {
		return this.running.isEmpty();
	}

}

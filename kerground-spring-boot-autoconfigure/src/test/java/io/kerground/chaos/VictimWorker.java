package io.kerground.chaos;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.core.TaskContext;

/**
 * The tasks of a victim. Each writes when it begins and ends, and returns its fence, so
 * that a stored response tells which attempt won.
 */
@KerWorker("victim")
class VictimWorker {

	private final SideFile journal;

	private final SeededBug bug;

	VictimWorker(VictimFiles files, VictimSettings settings) {
		this.journal = files.work();
		this.bug = settings.bug();
	}

	/**
	 * Runs to its end.
	 */
	public long work(String token, TaskContext context) throws InterruptedException {
		begin(token, context);
		if (this.bug == SeededBug.FINISH_BEFORE_WORK) {
			new Thread(() -> perform(token, context)).start();
		}
		else {
			perform(token, context);
		}
		return context.fence();
	}

	/**
	 * Fails at its first attempt.
	 */
	@KerTask(maxAttempts = 5, backoff = "50ms")
	public long flaky(String token, TaskContext context) {
		begin(token, context);
		if (context.attempt() == 1) {
			throw thrown(token, context);
		}
		perform(token, context);
		return context.fence();
	}

	/**
	 * Fails at each attempt.
	 */
	@KerTask(maxAttempts = 2, backoff = "50ms")
	public long hopeless(String token, TaskContext context) {
		begin(token, context);
		throw thrown(token, context);
	}

	private void begin(String token, TaskContext context) {
		this.journal.append("S", token, context.attempt(), context.fence(), System.nanoTime());
	}

	private void perform(String token, TaskContext context) {
		try {
			// work that takes its time: nobody counts down
			new CountDownLatch(1).await(Tokens.workMillis(token), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			this.journal.append("L", token, context.attempt(), context.fence(), System.nanoTime());
			Thread.currentThread().interrupt();
			throw new IllegalStateException(token + " was interrupted", ex);
		}
		this.journal.append("D", token, context.attempt(), context.fence(), System.nanoTime());
	}

	private IllegalStateException thrown(String token, TaskContext context) {
		this.journal.append("X", token, context.attempt(), context.fence(), System.nanoTime());
		return new IllegalStateException("Attempt " + context.attempt() + " of " + token + " fails");
	}

}

package io.kerground.engine;

import java.util.List;
import java.util.function.Consumer;

import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskVerb;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What observers are told of one attempt. Its outcome may be settled before its body ends
 * and on another thread.
 */
final class AttemptObservation {

	/** Of all attempts that nobody observes, so it remembers nothing. */
	static final AttemptObservation NONE = new AttemptObservation(List.of());

	private static final Logger logger = LoggerFactory.getLogger(AttemptObservation.class);

	private static final String LOST = "lost";

	private final AttemptObserver.Observed[] observed;

	private volatile @Nullable TaskOutcome outcome;

	private volatile boolean cancelled;

	/**
	 * Creates an observation.
	 * @param observed what each observer has made, in the order of their ends
	 */
	AttemptObservation(List<AttemptObserver.Observed> observed) {
		this.observed = observed.toArray(AttemptObserver.Observed[]::new);
	}

	/**
	 * Notes how the attempt is settled.
	 */
	void settle(TaskOutcome outcome) {
		if (this != NONE) {
			this.outcome = outcome;
		}
	}

	/**
	 * Notes that the task was cancelled, so that nothing is settled.
	 */
	void cancel() {
		if (this != NONE) {
			this.cancelled = true;
		}
	}

	/**
	 * Notes that the store refused the outcome, because this node had lost the task.
	 */
	void lose() {
		if (this != NONE) {
			this.outcome = null;
		}
	}

	/**
	 * Returns what the attempt has logged so far, or null.
	 */
	@Nullable String log() {
		for (AttemptObserver.Observed attempt : this.observed) {
			try {
				String log = attempt.log();
				if (log != null) {
					return log;
				}
			}
			catch (Throwable ex) {
				logger.warn("The log of an attempt could not be kept", ex);
			}
		}
		return null;
	}

	void leave() {
		each(AttemptObserver.Observed::leave);
	}

	void end(AttemptFailures failures) {
		if (this == NONE) {
			return;
		}
		TaskOutcome last = this.outcome;
		Throwable error = (last != null) ? failures.of(last).map(AttemptFailure::error).orElse(null) : null;
		String unsettled = this.cancelled ? TaskVerb.CANCEL.word() : LOST;
		String word = (last != null) ? last.verb().word() : unsettled;
		each((attempt) -> attempt.end(word, error));
	}

	private void each(Consumer<AttemptObserver.Observed> step) {
		for (AttemptObserver.Observed attempt : this.observed) {
			try {
				step.accept(attempt);
			}
			catch (Throwable ex) {
				logger.warn("An attempt could not be observed to its end", ex);
			}
		}
	}

}

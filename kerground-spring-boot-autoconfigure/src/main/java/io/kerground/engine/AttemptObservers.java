package io.kerground.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import io.kerground.core.ClaimedTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who observe attempts. The first one begins first and leaves and ends last. Costs
 * nothing while there are none.
 */
final class AttemptObservers {

	private static final Logger logger = LoggerFactory.getLogger(AttemptObservers.class);

	/** An attempt that nobody observes. */
	static final AttemptObserver.Observed NONE = new Several(List.of());

	private volatile AttemptObserver[] observers = {};

	synchronized void add(AttemptObserver observer) {
		AttemptObserver[] more = Arrays.copyOf(this.observers, this.observers.length + 1);
		more[more.length - 1] = observer;
		this.observers = more;
	}

	AttemptObserver.Observed begin(ClaimedTask task) {
		List<AttemptObserver.Observed> several = null;
		for (AttemptObserver observer : this.observers) {
			AttemptObserver.Observed observed = begin(observer, task);
			if (observed != null) {
				several = (several != null) ? several : new ArrayList<>(this.observers.length);
				several.add(0, observed);
			}
		}
		return (several != null) ? new Several(several) : NONE;
	}

	private static AttemptObserver.@Nullable Observed begin(AttemptObserver observer, ClaimedTask task) {
		try {
			return observer.begin(task);
		}
		catch (Throwable ex) {
			logger.warn("The begin of {} could not be observed", task, ex);
			return null;
		}
	}

	private record Several(List<AttemptObserver.Observed> attempts) implements AttemptObserver.Observed {

		@Override
		public @Nullable String log() {
			for (AttemptObserver.Observed attempt : this.attempts) {
				String log = logOf(attempt);
				if (log != null) {
					return log;
				}
			}
			return null;
		}

		private static @Nullable String logOf(AttemptObserver.Observed attempt) {
			try {
				return attempt.log();
			}
			catch (Throwable ex) {
				logger.warn("The log of an attempt could not be kept", ex);
				return null;
			}
		}

		@Override
		public void leave() {
			each(AttemptObserver.Observed::leave);
		}

		@Override
		public void end(String outcome, @Nullable Throwable error) {
			each((attempt) -> attempt.end(outcome, error));
		}

		private void each(Consumer<AttemptObserver.Observed> step) {
			for (AttemptObserver.Observed attempt : this.attempts) {
				try {
					step.accept(attempt);
				}
				catch (Throwable ex) {
					logger.warn("An attempt could not be observed to its end", ex);
				}
			}
		}

	}

}

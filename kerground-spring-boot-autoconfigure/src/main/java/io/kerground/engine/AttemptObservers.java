package io.kerground.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.kerground.core.ClaimedTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who observe attempts. The first one begins first and leaves and ends last. An
 * attempt that nobody observes costs nothing.
 */
final class AttemptObservers {

	private static final Logger logger = LoggerFactory.getLogger(AttemptObservers.class);

	private volatile AttemptObserver[] observers = {};

	synchronized void add(AttemptObserver observer) {
		AttemptObserver[] more = Arrays.copyOf(this.observers, this.observers.length + 1);
		more[more.length - 1] = observer;
		this.observers = more;
	}

	AttemptObservation begin(ClaimedTask task) {
		List<AttemptObserver.Observed> observed = null;
		for (AttemptObserver observer : this.observers) {
			AttemptObserver.Observed attempt = begin(observer, task);
			if (attempt != null) {
				observed = (observed != null) ? observed : new ArrayList<>(this.observers.length);
				observed.add(0, attempt);
			}
		}
		return (observed != null) ? new AttemptObservation(observed) : AttemptObservation.NONE;
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

}

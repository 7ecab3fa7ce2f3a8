package io.kerground.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an observation the current one of a thread for some time. A handler that fails
 * leaves it the current one, so that later tasks of the thread would be taken for its
 * children: that is undone here.
 */
final class ObservationScope {

	private static final Logger logger = LoggerFactory.getLogger(ObservationScope.class);

	private final ObservationRegistry registry;

	private final Observation.@Nullable Scope before;

	private Observation.@Nullable Scope scope;

	private ObservationScope(ObservationRegistry registry) {
		this.registry = registry;
		this.before = registry.getCurrentObservationScope();
	}

	static ObservationScope open(ObservationRegistry registry, Observation observation) {
		ObservationScope opened = new ObservationScope(registry);
		opened.guarded(() -> opened.scope = observation.openScope());
		return opened;
	}

	/**
	 * Closes the scope, on the thread that opened it.
	 */
	void close() {
		if (this.scope != null) {
			guarded(this.scope::close);
		}
	}

	private void guarded(Runnable step) {
		try {
			step.run();
		}
		catch (RuntimeException ex) {
			logger.warn("A handler of an observation failed on its scope", ex);
			this.registry.setCurrentObservationScope(this.before);
		}
	}

}

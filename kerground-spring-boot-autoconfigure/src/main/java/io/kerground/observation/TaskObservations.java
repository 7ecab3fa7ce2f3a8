package io.kerground.observation;

import java.util.Map;
import java.util.function.Supplier;

import io.kerground.core.ClaimedTask;
import io.kerground.core.SendObserver;
import io.kerground.core.TaskSending;
import io.kerground.engine.AttemptObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes sends and attempts by a registry. Does nothing, and allocates nothing, while
 * the registry has no handler.
 *
 * @since 0.1.0
 */
public class TaskObservations implements SendObserver, AttemptObserver {

	/*
	 * A send must not fail after it has stored its tasks, nor an attempt after its body
	 * has run, because a handler of an observation fails: that is logged.
	 */

	private static final Logger logger = LoggerFactory.getLogger(TaskObservations.class);

	private static final TaskSendObservationConvention SEND = new DefaultTaskSendObservationConvention();

	private static final TaskRunObservationConvention RUN = new DefaultTaskRunObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable TaskSendObservationConvention sendConvention;

	private final @Nullable TaskRunObservationConvention runConvention;

	/**
	 * Creates the observations.
	 * @param registry whose handlers hear of them
	 * @param sendConvention names sends, or null for the usual names
	 * @param runConvention names runs, or null for the usual names
	 */
	public TaskObservations(ObservationRegistry registry, @Nullable TaskSendObservationConvention sendConvention,
			@Nullable TaskRunObservationConvention runConvention) {
		this.registry = registry;
		this.sendConvention = sendConvention;
		this.runConvention = runConvention;
	}

	@Override
	public boolean isActive() {
		return !this.registry.isNoop();
	}

	@Override
	public <T> T observe(TaskSending sending, Map<String, String> headers, Supplier<T> store) {
		TaskSendObservationContext context = new TaskSendObservationContext(sending, headers);
		Observation observation = KergroundObservation.SEND.observation(this.sendConvention, SEND, () -> context,
				this.registry);
		quietly(observation::start);
		ObservationScope scope = ObservationScope.open(this.registry, observation);
		try {
			T stored = store.get();
			context.setOutcome("sent");
			return stored;
		}
		catch (RuntimeException | Error ex) {
			context.setOutcome("failed");
			quietly(() -> observation.error(ex));
			throw ex;
		}
		finally {
			scope.close();
			quietly(observation::stop);
		}
	}

	@Override
	public @Nullable Observed begin(ClaimedTask task) {
		if (!isActive()) {
			return null;
		}
		TaskRunObservationContext context = new TaskRunObservationContext(task);
		Observation observation = KergroundObservation.RUN.observation(this.runConvention, RUN, () -> context,
				this.registry);
		observation.start();
		return new ObservedRun(observation, context, ObservationScope.open(this.registry, observation));
	}

	private static void quietly(Runnable step) {
		try {
			step.run();
		}
		catch (RuntimeException ex) {
			logger.warn("A send could not be observed", ex);
		}
	}

	private record ObservedRun(Observation observation, TaskRunObservationContext context,
			ObservationScope scope) implements Observed {

		@Override
		public void leave() {
			this.scope.close();
		}

		@Override
		public void end(String outcome, @Nullable Throwable error) {
			this.context.setOutcome(outcome);
			if (error != null) {
				this.observation.error(error);
			}
			this.observation.stop();
		}

	}

}

package io.kerground.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of Kerground.
 *
 * @since 0.1.0
 */
public enum KergroundObservation implements ObservationDocumentation {

	/**
	 * A call that stores tasks. Its trace goes on in the attempts to run them.
	 */
	SEND("kerground.send", DefaultTaskSendObservationConvention.class) {

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { HighCardinalityKey.ID, HighCardinalityKey.TASKS };
		}

	},

	/**
	 * An attempt to run a task, from the begin of its body to the end, also that of a
	 * stage.
	 */
	RUN("kerground.run", DefaultTaskRunObservationConvention.class) {

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { HighCardinalityKey.ID, HighCardinalityKey.ATTEMPT };
		}

	};

	static final String NO_OUTCOME = "none";

	private final String name;

	private final Class<? extends ObservationConvention<? extends Observation.Context>> convention;

	KergroundObservation(String name,
			Class<? extends ObservationConvention<? extends Observation.Context>> convention) {
		this.name = name;
		this.convention = convention;
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return this.convention;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return LowCardinalityKey.values();
	}

	/**
	 * Keys with few values, which meters have too.
	 */
	public enum LowCardinalityKey implements KeyName {

		/**
		 * Name of the task.
		 */
		TASK("task"),

		/**
		 * Queue of the task.
		 */
		QUEUE("queue"),

		/**
		 * How the call or the attempt ended.
		 */
		OUTCOME("outcome");

		private final String key;

		LowCardinalityKey(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys with many values, which only traces have.
	 */
	public enum HighCardinalityKey implements KeyName {

		/**
		 * Public id of the task, or of the batch, or of the first of several tasks.
		 */
		ID("kerground.task.id"),

		/**
		 * Number of the attempt.
		 */
		ATTEMPT("kerground.task.attempt"),

		/**
		 * Number of tasks that are stored by the call.
		 */
		TASKS("kerground.tasks");

		private final String key;

		HighCardinalityKey(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}

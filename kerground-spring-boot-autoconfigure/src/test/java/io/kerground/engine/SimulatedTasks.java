package io.kerground.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.kerground.core.RetryPolicy;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskSerializer;

/**
 * The tasks that simulated workers know.
 */
final class SimulatedTasks {

	/** Kills its process. */
	static final String POISON = "work.poison";

	/** Only two of its tasks run at once, over all processes. */
	static final String LIMITED = "work.limited";

	/** The limit of {@link #LIMITED} and its alias. */
	static final int LIMIT = 2;

	/** Nobody knows it. */
	static final String UNKNOWN = "work.unknown";

	/** The tasks by their names. */
	static final Map<String, TaskDefinition> DEFINITIONS = definitions();

	/** Names under which tasks are sent, an alias among them. */
	static final List<String> SENT = List.of("work.short", "work.short", "work.short", "work.long", "work.long",
			"work.timed", "work.old", "work.fatal", LIMITED, LIMITED, "work.scarce", POISON, UNKNOWN);

	private SimulatedTasks() {
	}

	private static Map<String, TaskDefinition> definitions() {
		Map<String, TaskDefinition> all = new LinkedHashMap<>();
		for (TaskDefinition definition : List.of(task("work.short", null, null), task("work.long", null, null),
				task("work.timed", Duration.ofSeconds(3), null), task("work.fatal", null, Duration.ofMinutes(5)),
				task(LIMITED, null, null), task(POISON, null, null))) {
			all.put(definition.name(), definition);
		}
		return all;
	}

	/**
	 * Returns whether a task counts for the limit of {@link #LIMITED}.
	 */
	static boolean isLimited(String name) {
		return name.equals(LIMITED) || name.equals("work.scarce");
	}

	/**
	 * Returns the task of a schedule.
	 */
	static TaskDefinition ofSchedule(String name) {
		return new TaskDefinition(name, Set.of(), "tick", SimulatedTasks.class, name.substring(5), List.of(),
				Object.class, "default", TaskPriority.NORMAL,
				new RetryPolicy(2, Duration.ofMillis(200), 3, Duration.ofSeconds(5), 0.2), Set.of(), Set.of(), null,
				null, null);
	}

	private static TaskDefinition task(String name, Duration timeout, Duration retention) {
		Set<String> aliases = name.equals("work.long") ? Set.of("work.old")
				: name.equals(LIMITED) ? Set.of("work.scarce") : Set.of();
		return new TaskDefinition(name, aliases, "work", SimulatedTasks.class, name.substring(5), List.of(),
				String.class, "default", TaskPriority.NORMAL,
				new RetryPolicy(3, Duration.ofMillis(200), 3, Duration.ofSeconds(5), 0.2), Set.of(),
				Set.of(FatalException.class), timeout, (timeout != null) ? timeout.dividedBy(2) : null, retention,
				name.equals(LIMITED) ? LIMIT : 0, false);
	}

	/**
	 * An attempt failed and is tried again.
	 */
	static final class PassingException extends Exception {

		private static final long serialVersionUID = 1;

		PassingException() {
			super("passing", null, false, false);
		}

	}

	/**
	 * An attempt failed for good.
	 */
	static final class FatalException extends Exception {

		private static final long serialVersionUID = 1;

		FatalException() {
			super("fatal", null, false, false);
		}

	}

	/**
	 * Tasks without arguments and with responses that nobody reads.
	 */
	static final class NoArguments implements TaskSerializer {

		private static final Object[] NOTHING = {};

		private static final byte[] RESPONSE = { '1' };

		@Override
		public void check(Type type) {
			// every type will do
		}

		@Override
		public byte[] writeArguments(Object[] arguments, List<? extends Type> types) {
			return RESPONSE;
		}

		@Override
		public Object[] readArguments(byte[] payload, List<? extends Type> types) {
			return NOTHING;
		}

		@Override
		public byte[] writeResponse(Object response, Type type) {
			return RESPONSE;
		}

		@Override
		public <T> T readResponse(byte[] response, Type type) {
			return null;
		}

	}

}

package io.kerground.core;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Fits arguments to the parameters of a worker's method by the rules of Java's method
 * invocation: boxing and primitive widening, nothing else (JLS 5.3).
 */
final class ArgumentRules {

	private static final Map<Class<?>, Class<?>> BOXES = Map.of(boolean.class, Boolean.class, byte.class, Byte.class,
			short.class, Short.class, char.class, Character.class, int.class, Integer.class, long.class, Long.class,
			float.class, Float.class, double.class, Double.class);

	private static final List<Class<?>> WIDENING = List.of(Byte.class, Short.class, Integer.class, Long.class,
			Float.class, Double.class);

	private ArgumentRules() {
	}

	static @Nullable Object[] fit(TaskDefinition task, @Nullable Object[] arguments) {
		List<TaskDefinition.Parameter> parameters = task.parameters();
		if (arguments.length != parameters.size()) {
			throw new PayloadException("Task " + task.name() + " takes " + parameters.size() + " arguments, but "
					+ arguments.length + " were given: " + task.signature());
		}
		@Nullable Object[] fitted = new @Nullable Object[arguments.length];
		for (int i = 0; i < arguments.length; i++) {
			fitted[i] = fit(task, parameters.get(i), arguments[i]);
		}
		return fitted;
	}

	private static @Nullable Object fit(TaskDefinition task, TaskDefinition.Parameter parameter,
			@Nullable Object argument) {
		Class<?> type = parameter.rawType();
		if (argument == null) {
			if (type.isPrimitive()) {
				throw misfit(task, parameter, "null");
			}
			return null;
		}
		if (!type.isPrimitive()) {
			if (type.isInstance(argument)) {
				return argument;
			}
			throw misfit(task, parameter, "a " + argument.getClass().getTypeName());
		}
		Class<?> box = BOXES.get(type);
		if (box == argument.getClass()) {
			return argument;
		}
		Object widened = widen(argument, WIDENING.indexOf(box));
		if (widened == null) {
			throw misfit(task, parameter, "a " + argument.getClass().getTypeName());
		}
		return widened;
	}

	private static @Nullable Object widen(Object argument, int target) {
		int source = (argument instanceof Character) ? 1 : WIDENING.indexOf(argument.getClass());
		if (source < 0 || target <= source) {
			return null;
		}
		Number number = (argument instanceof Character character) ? Integer.valueOf(character) : (Number) argument;
		return switch (target) {
			case 1 -> number.shortValue();
			case 2 -> number.intValue();
			case 3 -> number.longValue();
			case 4 -> number.floatValue();
			default -> number.doubleValue();
		};
	}

	private static PayloadException misfit(TaskDefinition task, TaskDefinition.Parameter parameter, String given) {
		return new PayloadException("Argument '" + parameter.name() + "' of task " + task.name() + " can't be " + given
				+ ": " + task.signature());
	}

}

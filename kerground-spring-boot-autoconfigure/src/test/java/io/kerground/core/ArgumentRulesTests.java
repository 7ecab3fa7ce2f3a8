package io.kerground.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ArgumentRulesTests {

	/**
	 * What javac accepts as an argument (JLS 5.3), a value of each box for each
	 * primitive.
	 */
	private static final Map<Class<?>, Set<Class<?>>> ACCEPTED = Map.of(boolean.class, Set.of(Boolean.class),
			byte.class, Set.of(Byte.class), short.class, Set.of(Byte.class, Short.class), char.class,
			Set.of(Character.class), int.class, Set.of(Byte.class, Short.class, Character.class, Integer.class),
			long.class, Set.of(Byte.class, Short.class, Character.class, Integer.class, Long.class), float.class,
			Set.of(Byte.class, Short.class, Character.class, Integer.class, Long.class, Float.class), double.class,
			Set.of(Byte.class, Short.class, Character.class, Integer.class, Long.class, Float.class, Double.class));

	private static final List<Object> BOXES = List.of(true, (byte) -5, (short) -5, 'A', -5, -5L, -5f, -5d);

	@Test
	void primitivesAreBoxedAndWidenedAsInJavaAndNothingElse() {
		ACCEPTED.forEach((primitive, accepted) -> {
			for (Object value : BOXES) {
				if (accepted.contains(value.getClass())) {
					Object fitted = fit(value, primitive);
					double expected = (value instanceof Boolean) ? 1 : (value instanceof Character) ? 65 : -5;
					assertThat(number(fitted)).as(value.getClass() + " to " + primitive).isEqualTo(expected);
					assertThat(fitted.getClass().getName())
						.isEqualTo(java.lang.invoke.MethodType.methodType(primitive).wrap().returnType().getName());
				}
				else {
					assertRefused(value, primitive, "can't be a " + value.getClass().getTypeName());
				}
			}
		});
	}

	private static double number(Object value) {
		if (value instanceof Boolean flag) {
			return flag ? 1 : 0;
		}
		return (value instanceof Character character) ? character : ((Number) value).doubleValue();
	}

	@Test
	void boxesAreNotWidened() {
		assertThat(fit(5, Integer.class)).isEqualTo(5);
		assertThat(fit(5, Number.class)).isEqualTo(5);
		assertThat(fit(5, Object.class)).isEqualTo(5);
		assertRefused(5, Long.class, "can't be a java.lang.Integer");
		assertRefused('a', Integer.class, "can't be a java.lang.Character");
	}

	@Test
	void nullFitsReferencesOnly() {
		assertThat(ArgumentRules.fit(task(String.class), new @Nullable Object[] { null }))
			.containsExactly((Object) null);
		for (Class<?> primitive : ACCEPTED.keySet()) {
			assertThatExceptionOfType(PayloadException.class)
				.isThrownBy(() -> ArgumentRules.fit(task(primitive), new @Nullable Object[] { null }))
				.withMessageContaining("can't be null")
				.withMessageContaining("Worker.work(" + primitive + " p0)");
		}
	}

	@Test
	void subclassesFitAndTextsAreNotConverted() {
		assertThat(fit(new ArrayList<>(List.of(1)), List.class)).isEqualTo(List.of(1));
		assertRefused("5", int.class, "can't be a java.lang.String");
		assertRefused(5, String.class, "can't be a java.lang.Integer");
	}

	@Test
	void theNumberOfArgumentsMustBeRight() {
		for (int expected = 0; expected < 4; expected++) {
			for (int given = 0; given < 4; given++) {
				Class<?>[] types = new Class<?>[expected];
				java.util.Arrays.fill(types, String.class);
				Object[] arguments = new Object[given];
				java.util.Arrays.fill(arguments, "x");
				if (expected == given) {
					assertThat(ArgumentRules.fit(task(types), arguments)).isEqualTo(arguments);
				}
				else {
					String text = "takes " + expected + " arguments, but " + given + " were given";
					assertThatExceptionOfType(PayloadException.class)
						.isThrownBy(() -> ArgumentRules.fit(task(types), arguments))
						.withMessageContaining(text)
						.withMessageContaining("Worker.work(");
				}
			}
		}
	}

	@Test
	void anArrayIsOneArgument() {
		String[] texts = { "a", "b" };
		Object[] arguments = TaskRequest.of("t", (Object) texts).arguments();
		assertThat(ArgumentRules.fit(task(String[].class), arguments)).containsExactly((Object) texts);
		assertThat(ArgumentRules.fit(task(String[].class), TaskRequest.of("t", (Object[]) texts).arguments()))
			.containsExactly((Object) texts);
	}

	@Test
	void valuesAreNotInTheMessages() {
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> fit("secret", int.class))
			.withMessageNotContaining("secret");
	}

	private static void assertRefused(Object value, Class<?> type, String text) {
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> fit(value, type))
			.withMessageContaining("Argument 'p0' of task worker.work " + text);
	}

	private static Object fit(Object value, Class<?> type) {
		return java.util.Objects.requireNonNull(ArgumentRules.fit(task(type), new Object[] { value })[0]);
	}

	static TaskDefinition task(Class<?>... types) {
		List<TaskDefinition.Parameter> parameters = new ArrayList<>();
		for (Class<?> type : types) {
			parameters.add(new TaskDefinition.Parameter("p" + parameters.size(), type, type));
		}
		return new TaskDefinition("worker.work", Set.of(), "worker", Worker.class, "work", parameters, void.class,
				"default", TaskPriority.NORMAL, RetryPolicy.DEFAULT, Set.of(), Set.of(), null, null, null);
	}

	static class Worker {

	}

}

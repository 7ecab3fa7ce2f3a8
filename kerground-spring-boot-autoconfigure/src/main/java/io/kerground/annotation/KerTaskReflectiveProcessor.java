package io.kerground.annotation;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

import io.kerground.core.TaskContext;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;
import org.springframework.core.GenericTypeResolver;

/**
 * Tells a native image which methods are invoked as tasks and which types are written and
 * read as JSON.
 */
final class KerTaskReflectiveProcessor implements ReflectiveProcessor {

	private final BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();

	KerTaskReflectiveProcessor() {
	}

	@Override
	public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
		if (element instanceof Method method) {
			register(hints, method, method.getDeclaringClass());
		}
		else if (element instanceof Class<?> worker) {
			hints.registerType(worker);
			TaskMethods.of(worker).forEach((method) -> register(hints, method, worker));
		}
	}

	private void register(ReflectionHints hints, Method method, Class<?> worker) {
		hints.registerMethod(method, ExecutableMode.INVOKE);
		List<Type> types = new ArrayList<>(List.of(method.getGenericParameterTypes()));
		types.add(method.getGenericReturnType());
		types.stream()
			.map((type) -> GenericTypeResolver.resolveType(type, worker))
			.map(TaskSignature::stored)
			.filter((type) -> type != TaskContext.class && type != void.class)
			.forEach((type) -> this.binding.registerReflectionHints(hints, type));
	}

}

package io.kerground.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;

import io.kerground.core.TaskContext;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ExceptionDepthComparator;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * The {@link KerExceptionHandler} methods of one class.
 */
final class ExceptionHandlers {

	private final Map<Class<? extends Throwable>, Method> methods = new LinkedHashMap<>();

	private ExceptionHandlers() {
	}

	static ExceptionHandlers of(Class<?> type) {
		ExceptionHandlers handlers = new ExceptionHandlers();
		for (Method method : MethodIntrospector.selectMethods(type, ExceptionHandlers::isHandler)) {
			handlers.add(method);
		}
		return handlers;
	}

	static boolean isHandler(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, KerExceptionHandler.class);
	}

	private void add(Method method) {
		Class<?>[] parameters = method.getParameterTypes();
		boolean fits = parameters.length > 0 && Throwable.class.isAssignableFrom(parameters[0])
				&& (parameters.length == 1 || (parameters.length == 2 && parameters[1] == TaskContext.class));
		if (!fits || Modifier.isStatic(method.getModifiers()) || Modifier.isPrivate(method.getModifiers())) {
			throw Refusals.badHandler(method,
					"it must take an exception, and after it a TaskContext if it likes, and be neither static nor private");
		}
		Method other = this.methods.put(parameters[0].asSubclass(Throwable.class), method);
		if (other != null) {
			throw Refusals.badHandler(method, Refusals.describe(other) + " takes the same exception");
		}
	}

	/**
	 * Returns the method for an exception, or null when none takes it.
	 */
	@Nullable Method closest(Throwable error) {
		if (this.methods.keySet().stream().noneMatch((type) -> type.isInstance(error))) {
			return null;
		}
		return this.methods.get(ExceptionDepthComparator.findClosestMatch(this.methods.keySet(), error));
	}

}

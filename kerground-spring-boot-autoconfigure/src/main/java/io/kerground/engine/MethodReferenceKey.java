package io.kerground.engine;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.kerground.core.TaskContext;
import io.kerground.core.TaskDefinition;

/**
 * What a method reference says about the task that it means. Compares names with those of
 * known classes, so that no class is looked up by name.
 *
 * @param workerType the binary name of the class that the reference names
 * @param method the name of the method
 * @param descriptor the method's parameters in the form of a class file
 */
record MethodReferenceKey(String workerType, String method, String descriptor) {

	/**
	 * Returns how well a task fits: the higher the better, 0 when it does not. The exact
	 * class goes before a subclass or an implementation of it, the very parameters before
	 * those of an overridden or generic method.
	 */
	int rank(WorkerTask task) {
		TaskDefinition definition = task.definition();
		int type = definition.method().equals(this.method) ? typeRank(definition.workerType()) : 0;
		int parameters = (type > 0) ? parametersRank(task) : 0;
		return (parameters > 0) ? 2 * type + parameters : 0;
	}

	private int typeRank(Class<?> type) {
		if (type.getName().equals(this.workerType)) {
			return 2;
		}
		return superTypes(type).stream().anyMatch((each) -> each.getName().equals(this.workerType)) ? 1 : 0;
	}

	private int parametersRank(WorkerTask task) {
		List<Class<?>> parameters = new ArrayList<>();
		task.definition().parameters().forEach((parameter) -> parameters.add(parameter.rawType()));
		if (task.takesContext()) {
			parameters.add(TaskContext.class);
		}
		if (describe(parameters).equals(this.descriptor)) {
			return 2;
		}
		return superTypes(task.definition().workerType()).stream()
			.flatMap((type) -> Stream.of(type.getDeclaredMethods()))
			.anyMatch((candidate) -> isErased(candidate, parameters)) ? 1 : 0;
	}

	/**
	 * A generic method is referred to by its erased parameters.
	 */
	private boolean isErased(Method candidate, List<Class<?>> parameters) {
		List<Class<?>> erased = List.of(candidate.getParameterTypes());
		if (!candidate.getName().equals(this.method) || erased.size() != parameters.size()
				|| !describe(erased).equals(this.descriptor)) {
			return false;
		}
		for (int i = 0; i < erased.size(); i++) {
			if (!erased.get(i).isAssignableFrom(parameters.get(i))) {
				return false;
			}
		}
		return true;
	}

	private static String describe(List<Class<?>> parameters) {
		String descriptor = MethodType.methodType(void.class, parameters).toMethodDescriptorString();
		return descriptor.substring(0, descriptor.length() - 1);
	}

	private static Set<Class<?>> superTypes(Class<?> type) {
		Set<Class<?>> types = new LinkedHashSet<>();
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			collect(each, types);
		}
		return types;
	}

	private static void collect(Class<?> type, Set<Class<?>> types) {
		if (types.add(type)) {
			for (Class<?> each : type.getInterfaces()) {
				collect(each, types);
			}
		}
	}

	String reference() {
		return this.workerType.substring(this.workerType.lastIndexOf('.') + 1) + "::" + this.method;
	}

}

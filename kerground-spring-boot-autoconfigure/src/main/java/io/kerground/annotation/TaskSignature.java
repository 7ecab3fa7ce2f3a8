package io.kerground.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import io.kerground.core.PayloadException;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskSerializer;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;

/**
 * What a task takes and gives, with the type variables of its class resolved.
 *
 * @param parameters the parameters that a sender gives
 * @param takesContext whether a {@link TaskContext} follows them
 * @param returnType the type of the response
 */
record TaskSignature(List<TaskDefinition.Parameter> parameters, boolean takesContext, Type returnType) {

	private static final List<Class<?>> UNSTORABLE = List.of(Optional.class, OptionalInt.class, OptionalLong.class,
			OptionalDouble.class, BaseStream.class, Flow.Publisher.class);

	private static final List<Class<?>> FUTURES = List.of(CompletionStage.class, Future.class);

	private static final Set<String> UNSTORABLE_NAMES = Set.of("org.reactivestreams.Publisher",
			"org.springframework.http.HttpEntity");

	static TaskSignature of(Method method, Class<?> worker, TaskSerializer serializer) {
		List<TaskDefinition.Parameter> parameters = new ArrayList<>();
		boolean takesContext = takesContext(method);
		int sent = method.getParameterCount() - (takesContext ? 1 : 0);
		for (int i = 0; i < sent; i++) {
			Parameter parameter = method.getParameters()[i];
			Type type = GenericTypeResolver.resolveType(method.getGenericParameterTypes()[i], worker);
			check(method, "Parameter '" + parameter.getName() + "'", type, serializer);
			Class<?> raw = ResolvableType.forType(type).resolve(parameter.getType());
			parameters.add(new TaskDefinition.Parameter(parameter.getName(), type, raw));
		}
		Type returnType = stored(GenericTypeResolver.resolveType(method.getGenericReturnType(), worker));
		refuseUnstorable(method, returnType);
		check(method, "The return type", returnType, serializer);
		return new TaskSignature(List.copyOf(parameters), takesContext, returnType);
	}

	/**
	 * Returns whether the last parameter is a context; refuses one anywhere else.
	 */
	static boolean takesContext(Method method) {
		Class<?>[] types = method.getParameterTypes();
		int contexts = 0;
		for (Class<?> type : types) {
			contexts += (type == TaskContext.class) ? 1 : 0;
		}
		if (contexts > 1 || (contexts == 1 && types[types.length - 1] != TaskContext.class)) {
			throw Refusals.badMethod(method, "TaskContext must be its last parameter, once",
					"Put TaskContext at the end of the parameters.");
		}
		return contexts == 1;
	}

	/**
	 * Returns what a declared return type is stored as: of a stage or a future, what it
	 * completes with.
	 */
	static Type stored(Type declared) {
		ResolvableType type = ResolvableType.forType(declared);
		for (Class<?> future : FUTURES) {
			if (future.isAssignableFrom(type.toClass())) {
				return value(declared, type.as(future).getGeneric(0));
			}
		}
		return declared;
	}

	/**
	 * Refuses a method whose work goes on after it has returned, so that no transaction
	 * can hold it.
	 */
	static void refuseInTransaction(Method method) {
		for (Class<?> future : FUTURES) {
			if (future.isAssignableFrom(method.getReturnType())) {
				throw Refusals.badMethod(method,
						"it is transactional but returns a " + method.getReturnType().getSimpleName()
								+ ", which may complete after the transaction has ended",
						"Return the value itself, or take transactional = true away.");
			}
		}
	}

	private static Type value(Type future, ResolvableType value) {
		if (future instanceof ParameterizedType parameterized && parameterized.getActualTypeArguments().length == 1) {
			return parameterized.getActualTypeArguments()[0];
		}
		return value.resolve(Object.class);
	}

	private static void refuseUnstorable(Method method, Type type) {
		Class<?> raw = ResolvableType.forType(type).toClass();
		if (UNSTORABLE.stream().anyMatch((each) -> each.isAssignableFrom(raw)) || isUnstorableByName(raw)) {
			throw Refusals.badMethod(method, "it returns a " + raw.getSimpleName() + ", which can't be stored",
					"Return the value itself, which may be null, or nothing.");
		}
	}

	private static boolean isUnstorableByName(Class<?> raw) {
		for (Class<?> each = raw; each != null; each = each.getSuperclass()) {
			if (UNSTORABLE_NAMES.contains(each.getName())
					|| List.of(each.getInterfaces()).stream().anyMatch(TaskSignature::isUnstorableByName)) {
				return true;
			}
		}
		return false;
	}

	private static void check(Method method, String what, Type type, TaskSerializer serializer) {
		try {
			serializer.check(type);
		}
		catch (PayloadException ex) {
			throw Refusals.badType(method, what, ex);
		}
	}

}

package io.kerground.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.kerground.core.KergroundOperations;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskRequest;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.ClassUtils;

/**
 * Sends a task in place of a call, unless it is the task's own.
 */
final class BackgroundInterceptor implements MethodInterceptor {

	private static final boolean TRANSACTIONS_PRESENT = ClassUtils.isPresent(
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			BackgroundInterceptor.class.getClassLoader());

	private final Map<Method, String> names = new ConcurrentHashMap<>();

	private final ConfigurableBeanFactory beanFactory;

	private final Supplier<KergroundOperations> operations;

	private final String beanName;

	BackgroundInterceptor(ConfigurableBeanFactory beanFactory, Supplier<KergroundOperations> operations,
			String beanName) {
		this.beanFactory = beanFactory;
		this.operations = operations;
		this.beanName = beanName;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		Class<?> type = ClassUtils.getUserClass(
				(target != null) ? AopUtils.getTargetClass(target) : invocation.getMethod().getDeclaringClass());
		Method method = AopUtils.getMostSpecificMethod(invocation.getMethod(), type);
		if (new BackgroundCall(this.beanName, method).take()) {
			return invocation.proceed();
		}
		return send(type, method, invocation.getArguments());
	}

	private @Nullable Object send(Class<?> type, Method method, @Nullable Object[] arguments) {
		String name = this.names.computeIfAbsent(method, (missing) -> new TaskSettings(method, this.beanFactory)
			.name(WorkerDiscovery.workerName(type, this.beanName)));
		KergroundOperations ker = this.operations.get();
		UUID id = ker.send(TaskRequest.of(name, sent(method, arguments)));
		if (method.getReturnType() == void.class) {
			return null;
		}
		if (method.getReturnType() == UUID.class) {
			return id;
		}
		Type value = TaskSignature.stored(GenericTypeResolver.resolveType(method.getGenericReturnType(), type));
		Supplier<CompletableFuture<@Nullable Object>> completion = () -> ker.completion(id,
				ParameterizedTypeReference.forType(value));
		return TRANSACTIONS_PRESENT ? CompletionAfterCommit.of(completion) : completion.get();
	}

	/**
	 * Returns the arguments without the context, which is injected.
	 */
	private static @Nullable Object[] sent(Method method, @Nullable Object[] arguments) {
		Class<?>[] types = method.getParameterTypes();
		boolean takesContext = types.length > 0 && types[types.length - 1] == TaskContext.class;
		return Arrays.copyOf(arguments, takesContext ? types.length - 1 : types.length, Object[].class);
	}

}

package io.kerground.annotation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.UndeclaredThrowableException;

import io.kerground.core.TaskContext;
import io.kerground.engine.TaskBody;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ReflectionUtils;

/**
 * Runs a worker's method on its bean, through the bean's proxy if it has one. The bean is
 * asked for at each run, so that lazy, scoped and prototype beans work.
 */
final class WorkerInvocation implements TaskBody {

	private final BeanFactory beanFactory;

	private final String beanName;

	private final Method method;

	private final @Nullable BackgroundCall ownCall;

	private final ExceptionHandlers handlers;

	private volatile @Nullable Invocable latest;

	WorkerInvocation(BeanFactory beanFactory, String beanName, Method method, ExceptionHandlers handlers) {
		this.beanFactory = beanFactory;
		this.beanName = beanName;
		this.method = method;
		this.handlers = handlers;
		this.ownCall = TaskMethods.isBackground(method) ? new BackgroundCall(beanName, method) : null;
	}

	@Override
	public @Nullable Object run(@Nullable Object[] arguments) throws Throwable {
		Object bean = this.beanFactory.getBean(this.beanName);
		Method invocable = invocable(bean);
		try {
			if (this.ownCall != null) {
				this.ownCall.announce();
			}
			return invocable.invoke(bean, arguments);
		}
		catch (InvocationTargetException ex) {
			throw unwrapped(bean, ex);
		}
		finally {
			if (this.ownCall != null) {
				BackgroundCall.forget();
			}
		}
	}

	@Override
	public void onError(Throwable error, TaskContext context) throws Throwable {
		Method handler = this.handlers.closest(error);
		if (handler == null) {
			return;
		}
		Object bean = this.beanFactory.getBean(this.beanName);
		try {
			Method invocable = invocable(bean, handler);
			if (handler.getParameterCount() == 1) {
				invocable.invoke(bean, error);
			}
			else {
				invocable.invoke(bean, error, context);
			}
		}
		catch (InvocationTargetException ex) {
			throw unwrapped(bean, ex);
		}
	}

	private static Throwable unwrapped(Object bean, InvocationTargetException ex) {
		Throwable thrown = ex.getTargetException();
		if (thrown instanceof UndeclaredThrowableException undeclared && undeclared.getCause() != null
				&& AopUtils.isAopProxy(bean)) {
			return undeclared.getCause();
		}
		return thrown;
	}

	private Method invocable(Object bean) {
		Invocable known = this.latest;
		if (known == null || known.type() != bean.getClass()) {
			known = new Invocable(bean.getClass(), invocable(bean, this.method));
			this.latest = known;
		}
		return known.method();
	}

	/**
	 * Returns the method to invoke on a bean that may be a proxy, and refuses what a
	 * proxy would not pass on.
	 */
	static Method invocable(Object bean, Method method) {
		if (AopUtils.isCglibProxy(bean) && Modifier.isFinal(method.getModifiers())) {
			throw Refusals.badMethod(method, "it is final, and its bean is a proxy that can't pass it on",
					"Take final away, or mark the method with @KerIgnore.");
		}
		Method invocable;
		try {
			invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw Refusals.badMethod(method, "its bean is a JDK proxy whose interfaces don't have it",
					"Add the method to an interface of the class, let the class be proxied"
							+ " (spring.aop.proxy-target-class=true), or mark the method with @KerIgnore.");
		}
		ReflectionUtils.makeAccessible(invocable);
		return invocable;
	}

	private record Invocable(Class<?> type, Method method) {

	}

}

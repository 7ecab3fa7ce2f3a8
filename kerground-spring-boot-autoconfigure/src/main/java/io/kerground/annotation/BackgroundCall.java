package io.kerground.annotation;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * The call that a running task is about to make to its own method. The interceptor that
 * meets it takes it, so that whatever the body calls itself is sent.
 *
 * @param beanName the bean
 * @param method the method as its class declares it
 */
record BackgroundCall(String beanName, Method method) {

	private static final ThreadLocal<@Nullable BackgroundCall> NEXT = new ThreadLocal<>();

	/**
	 * Lets this call through once, on the current thread.
	 */
	void announce() {
		NEXT.set(this);
	}

	/**
	 * Takes this call back if nobody has met it.
	 */
	static void forget() {
		NEXT.remove();
	}

	/**
	 * Returns whether this call is to be let through, for once.
	 */
	boolean take() {
		boolean announced = equals(NEXT.get());
		if (announced) {
			NEXT.remove();
		}
		return announced;
	}

}

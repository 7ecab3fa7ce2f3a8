package io.kerground.autoconfigure;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.kerground.engine.ThreadCleaner;
import org.jspecify.annotations.Nullable;

import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Clears what Spring keeps for a thread: the locale, the request and the user. The
 * classes of the last two are named, because they need not be there.
 */
final class ContextHolders implements ThreadCleaner {

	/** The class and its static method without parameters that clears. */
	static final Map<String, String> OPTIONAL = Map.of("org.springframework.web.context.request.RequestContextHolder",
			"resetRequestAttributes", "org.springframework.security.core.context.SecurityContextHolder",
			"clearContext");

	private final List<Method> clearing;

	ContextHolders(Map<String, String> optional, @Nullable ClassLoader loader) {
		this.clearing = optional.entrySet()
			.stream()
			.filter((holder) -> ClassUtils.isPresent(holder.getKey(), loader))
			.map((holder) -> ReflectionUtils.findMethod(ClassUtils.resolveClassName(holder.getKey(), loader),
					holder.getValue()))
			.filter(Objects::nonNull)
			.toList();
	}

	@Override
	public @Nullable String clean() {
		LocaleContextHolder.resetLocaleContext();
		this.clearing.forEach((method) -> ReflectionUtils.invokeMethod(method, null));
		return null;
	}

}

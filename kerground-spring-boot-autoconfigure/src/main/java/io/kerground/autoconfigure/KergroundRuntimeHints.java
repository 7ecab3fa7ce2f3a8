package io.kerground.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Keeps the schema files and the pages in native images, and the methods that clear a
 * thread's context.
 */
class KergroundRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("io/kerground/jdbc/schema/**");
		hints.resources().registerPattern("io/kerground/dashboard/web/**");
		for (String holder : ContextHolders.OPTIONAL.keySet()) {
			hints.reflection().registerTypeIfPresent(classLoader, holder, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
	}

}

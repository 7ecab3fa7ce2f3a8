package io.kerground.engine;

import org.jspecify.annotations.Nullable;

/**
 * Takes away what a body left on its thread, so that the next body on that thread does
 * not find it: a security context, a locale, a transaction. Every bean of this type is
 * called after each body, on the body's thread. Must be safe for use by several threads
 * and cheap when nothing was left.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ThreadCleaner {

	/**
	 * Cleans the current thread.
	 * @return null, or, if what was taken away undoes work of the body, what it was, as
	 * in {@code a transaction was left open and is rolled back}
	 */
	@Nullable String clean();

}

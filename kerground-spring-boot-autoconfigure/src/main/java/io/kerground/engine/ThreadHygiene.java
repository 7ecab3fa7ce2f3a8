package io.kerground.engine;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Leaves the threads of bodies as they were found. Bodies share threads, because a new
 * thread for each costs about twenty times as much; so whatever a body changes on its
 * thread would be found by the next one. Safe for use by several threads.
 */
final class ThreadHygiene {

	/*
	 * The cleaners come before the rest is restored, since they may log or load classes
	 * in the body's context. Nothing here may keep the task from being settled, so
	 * whatever a cleaner throws is logged. A thread local that nobody here knows stays:
	 * the JDK has no means to clear it.
	 */

	private static final Logger logger = LoggerFactory.getLogger(ThreadHygiene.class);

	private final List<ThreadCleaner> cleaners;

	ThreadHygiene(List<ThreadCleaner> cleaners) {
		this.cleaners = List.copyOf(cleaners);
	}

	/**
	 * Remembers how the current thread is.
	 */
	static Found found() {
		Thread thread = Thread.currentThread();
		return new Found(thread.getName(), thread.getPriority(), thread.getContextClassLoader(),
				thread.getUncaughtExceptionHandler());
	}

	/**
	 * Makes the current thread as it was found.
	 * @return what was taken away and undoes work of the body, or null
	 */
	@Nullable String restore(Found found) {
		Thread.interrupted();
		String undone = null;
		for (ThreadCleaner cleaner : this.cleaners) {
			String each = clean(cleaner);
			undone = (undone != null && each != null) ? undone + "; " + each : (undone != null) ? undone : each;
		}
		MDC.clear();
		found.restore(Thread.currentThread());
		// once more, for the cleaners may have run code of the body's
		Thread.interrupted();
		return undone;
	}

	private static @Nullable String clean(ThreadCleaner cleaner) {
		try {
			return cleaner.clean();
		}
		catch (Throwable ex) {
			logger.warn("What a task left on its thread could not be taken away by {}", cleaner.getClass().getName(),
					ex);
			return null;
		}
	}

	/**
	 * How a thread was found.
	 *
	 * @param name its name
	 * @param priority its priority
	 * @param loader its context class loader
	 * @param handler who hears of what it does not catch
	 */
	record Found(String name, int priority, @Nullable ClassLoader loader, UncaughtExceptionHandler handler) {

		@SuppressWarnings("ThreadPriorityCheck") // gives back what was found
		private void restore(Thread thread) {
			if (!thread.getName().equals(this.name)) {
				thread.setName(this.name);
			}
			if (thread.getPriority() != this.priority) {
				thread.setPriority(this.priority);
			}
			if (thread.getContextClassLoader() != this.loader) {
				thread.setContextClassLoader(this.loader);
			}
			if (thread.getUncaughtExceptionHandler() != this.handler) {
				thread.setUncaughtExceptionHandler(this.handler);
			}
		}

	}

}

package io.kerground.engine;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.kerground.core.TaskError;

/**
 * Makes a storable error of a throwable, however badly it behaves: its texts are cut, and
 * one that throws while it is asked is described by its class alone.
 */
final class ThrowableReport {

	/** In bytes, as the next. */
	static final int MAX_MESSAGE = 4_000;

	static final int MAX_STACK_TRACE = 16_000;

	private static final int MAX_WRAPPERS = 100;

	private ThrowableReport() {
	}

	static TaskError of(Throwable throwable) {
		return new TaskError(throwable.getClass().getName(), message(throwable), stackTrace(throwable));
	}

	static TaskError of(Throwable throwable, String message) {
		return new TaskError(throwable.getClass().getName(), cut(message, MAX_MESSAGE), stackTrace(throwable));
	}

	/**
	 * Returns what a stage or a future wraps, unless it can't be asked for it or its
	 * causes go on without end.
	 */
	static Throwable unwrapped(Throwable thrown) {
		Throwable inner = thrown;
		try {
			for (int depth = 0; depth < MAX_WRAPPERS && isWrapper(inner); depth++) {
				Throwable cause = inner.getCause();
				if (cause == null) {
					return inner;
				}
				inner = cause;
			}
			return isWrapper(inner) ? thrown : inner;
		}
		catch (Throwable ex) {
			return thrown;
		}
	}

	/**
	 * Returns whether a message of a throwable, or of what caused it, is longer than what
	 * is stored of it. Throws what the throwable throws when it is asked.
	 */
	static boolean isHuge(Throwable throwable) {
		Throwable asked = throwable;
		for (int depth = 0; depth < MAX_WRAPPERS && asked != null; depth++) {
			String message = asked.getMessage();
			if (message != null && message.length() > MAX_MESSAGE) {
				return true;
			}
			asked = asked.getCause();
		}
		return false;
	}

	private static boolean isWrapper(Throwable throwable) {
		return throwable instanceof CompletionException || throwable instanceof ExecutionException;
	}

	@SuppressWarnings("CatchingUnchecked")
	private static String message(Throwable throwable) {
		try {
			String message = throwable.getMessage();
			return (message != null) ? cut(message, MAX_MESSAGE) : "";
		}
		catch (Throwable ex) {
			return "(its message can't be read: " + ex.getClass().getName() + ")";
		}
	}

	private static String stackTrace(Throwable throwable) {
		LimitedWriter text = new LimitedWriter();
		try (PrintWriter writer = new PrintWriter(text)) {
			throwable.printStackTrace(writer);
		}
		catch (Throwable ex) {
			return "(its stack trace can't be printed: " + ex.getClass().getName() + ")";
		}
		return cut(text.toString(), MAX_STACK_TRACE);
	}

	/**
	 * Cuts a text to a number of bytes in UTF-8, never within a character.
	 */
	private static String cut(String text, int limit) {
		int bytes = 0;
		for (int i = 0; i < text.length(); i++) {
			char unit = text.charAt(i);
			// each half of a pair counts for two of its four bytes
			bytes += (unit < 0x80) ? 1 : (unit < 0x800 || Character.isSurrogate(unit)) ? 2 : 3;
			if (bytes > limit) {
				int end = (i > 0 && Character.isHighSurrogate(text.charAt(i - 1))) ? i - 1 : i;
				return text.substring(0, end) + "… (" + text.length() + " characters)";
			}
		}
		return text;
	}

	private static final class LimitedWriter extends Writer {

		private final StringBuilder text = new StringBuilder();

		@Override
		public void write(char[] chars, int offset, int length) {
			int room = MAX_STACK_TRACE - this.text.length();
			if (room > 0) {
				this.text.append(chars, offset, Math.min(room, length));
			}
		}

		@Override
		public void write(String chars, int offset, int length) {
			int room = MAX_STACK_TRACE - this.text.length();
			if (room > 0) {
				this.text.append(chars, offset, offset + Math.min(room, length));
			}
		}

		@Override
		public void flush() {
			// everything is in memory
		}

		@Override
		public void close() {
			// nothing is open
		}

		@Override
		public String toString() {
			return this.text.toString();
		}

	}

}

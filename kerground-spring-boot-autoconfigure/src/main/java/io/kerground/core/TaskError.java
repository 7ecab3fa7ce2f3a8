package io.kerground.core;

/**
 * Why an attempt failed, as it is stored.
 *
 * @param type the class name of the exception, or {@link #WORKER_LOST}
 * @param message the exception's message, cut to a maximum; empty if there was none
 * @param stackTrace the stack trace with causes, cut to a maximum
 * @since 0.1.0
 */
public record TaskError(String type, String message, String stackTrace) {

	/**
	 * The type of the error of a task that failed because its processes died: no
	 * exception was thrown.
	 */
	public static final String WORKER_LOST = "worker lost";

}
